/** Which sign-ins weren't the person's own: by Entra's risk, and by devices that the organisation manages. */
import { z } from "zod/v4";
import { type LogPart } from "./log-parts.ts";
import { rowsIn } from "./parts.ts";

const text = z.string().nullish();

/** What is used of a sign-in event (Graph signIn). */
export const signInRow = z.object({
  id: text,
  createdDateTime: text,
  userId: text,
  userDisplayName: text,
  servicePrincipalId: text,
  ipAddress: text,
  userAgent: text,
  appDisplayName: text,
  riskLevelDuringSignIn: text,
  riskState: text,
  status: z.object({ errorCode: z.number().nullish() }).nullish(),
  deviceDetail: z
    .object({ isManaged: z.boolean().nullish(), isCompliant: z.boolean().nullish() })
    .nullish(),
});

export type SignIn = z.infer<typeof signInRow>;

/** Rows of a part as sign-ins; what has another shape is counted by the part (`odd`). */
export const signInsOf = (part: LogPart | undefined): readonly SignIn[] => rowsIn(part, signInRow);

/** Did it let somebody in? Error code 0 is the only one that does. */
export const letIn = ({ status }: SignIn): boolean => status?.errorCode === 0;

const isManaged = ({ deviceDetail }: SignIn): boolean =>
  deviceDetail?.isManaged === true || deviceDetail?.isCompliant === true;

const isRisky = ({ riskLevelDuringSignIn, riskState }: SignIn): boolean =>
  riskLevelDuringSignIn === "medium" ||
  riskLevelDuringSignIn === "high" ||
  riskState === "confirmedCompromised";

const address = z.union([z.ipv4(), z.ipv6()]);

/** The address where it is one; anything else is never put into a question. */
export const addressOf = ({ ipAddress }: SignIn): string | undefined =>
  address.safeParse(ipAddress).data;

const distinct = (values: readonly (string | undefined)[]): ReadonlySet<string> =>
  new Set(values.flatMap((value) => value ?? []));

/** Addresses from which the person's managed devices signed in. */
export const ownAddresses = (signIns: readonly SignIn[]): ReadonlySet<string> =>
  distinct(signIns.filter((row) => letIn(row) && isManaged(row)).map(addressOf));

/** Sign-ins that Entra calls risky, or from no managed device at an address where none of them ever was. */
export const foreignOf = (signIns: readonly SignIn[]): readonly SignIn[] => {
  const own = ownAddresses(signIns);
  return signIns.filter((row) => {
    if (isManaged(row)) return false;
    return isRisky(row) || !own.has(addressOf(row) ?? "");
  });
};
