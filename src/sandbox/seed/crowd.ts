/** Many plain people at once, for lists of up to 10,000 accounts: `POST /_sandbox/crowd`. */
import { z } from "zod/v4";
import { type Change, type Row } from "../state.ts";
import { roleTemplates } from "./role-templates.ts";
import { seedUsers } from "./seed-users.ts";
import { seedIds } from "./seed-ids.ts";

const some = z.int().min(0).max(20_000).default(0);

/** How many, and how many of them are of another kind; whoever isn't is an enabled member without a role. */
export const crowdSchema = z
  .strictObject({
    count: z.int().min(1).max(20_000),
    guests: some,
    /** Exchange Administrators. */
    admins: some,
    disabled: some,
    restricted: some,
  })
  .refine(
    ({ count, guests, admins, disabled, restricted }) =>
      guests + admins + disabled + restricted <= count,
    "more of a kind than people",
  );
type CrowdOrder = z.output<typeof crowdSchema>;

type Crowd = {
  readonly changes: readonly Change[];
  /** Object ids of all of them, in order: administrators first, then guests, disabled, restricted, and the plain ones. */
  readonly ids: readonly string[];
  readonly admins: readonly string[];
  readonly guests: readonly string[];
  readonly disabled: readonly string[];
  readonly restricted: readonly string[];
};

/** Its number is in the id and in the name: `crowd.00042@contoso.example`. */
const idOf = (index: number): string =>
  `70000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;

const personOf = (plain: Row, index: number, more: Row): Row => {
  const number = String(index + 1).padStart(5, "0");
  const address = `crowd.${number}@contoso.example`;
  return {
    ...plain,
    id: idOf(index),
    displayName: `Crowd ${number}`,
    givenName: "Crowd",
    surname: number,
    userPrincipalName: address,
    mail: address,
    mailNickname: `crowd.${number}`,
    proxyAddresses: [`SMTP:${address}`],
    department: "Operations",
    jobTitle: null,
    ...more,
  };
};

const kinds = ["admins", "guests", "disabled", "restricted"] as const;

const marks: Readonly<Record<(typeof kinds)[number], Row>> = {
  admins: {},
  guests: { userType: "Guest", creationType: "Invitation", externalUserState: "Accepted" },
  disabled: { accountEnabled: false },
  restricted: { isManagementRestricted: true },
};

const grantOf = (id: string): Change => ({
  table: "roleAssignments",
  key: `crowd-${id}`,
  row: {
    id: `crowd-${id}`,
    roleDefinitionId: roleTemplates.exchangeAdministrator,
    principalId: id,
    directoryScopeId: "/",
  },
});

/** The rows to put into the tenant, and whose they are. */
export const crowdOf = (order: CrowdOrder, now: Date): Crowd => {
  const plain = seedUsers(now)[seedIds.jonasSales];
  if (!plain) throw new Error("the seed has no plain person");
  const ids = Array.from({ length: order.count }, (_, index) => idOf(index));
  const kindOf = kinds.flatMap((kind) => Array.from({ length: order[kind] }, () => kind));
  const of = (kind: (typeof kinds)[number]): readonly string[] =>
    ids.filter((_, index) => kindOf[index] === kind);
  const people = ids.map((key, index): Change => {
    const kind = kindOf[index];
    return { table: "users", key, row: personOf(plain, index, kind ? marks[kind] : {}) };
  });
  return {
    changes: [...people, ...of("admins").map(grantOf)],
    ids,
    admins: of("admins"),
    guests: of("guests"),
    disabled: of("disabled"),
    restricted: of("restricted"),
  };
};
