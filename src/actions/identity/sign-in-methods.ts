/** How somebody proves who they are: what Graph lists, where each kind is deleted, and in which order. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAll, userPath } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";

/**
 * Kinds by the `@odata.type` between `#microsoft.graph.` and `AuthenticationMethod`, with their typed collection: there is
 * no generic DELETE. In the order of deletion: what is a default method least often goes first (Graph
 * authentication-list-methods and the delete pages of each kind).
 */
const kinds = [
  { type: "email", path: "emailMethods", name: "Email for password reset" },
  {
    type: "temporaryAccessPass",
    path: "temporaryAccessPassMethods",
    name: "Temporary Access Pass",
  },
  {
    type: "windowsHelloForBusiness",
    path: "windowsHelloForBusinessMethods",
    name: "Windows Hello",
  },
  { type: "platformCredential", path: "platformCredentialMethods", name: "Platform credential" },
  { type: "fido2", path: "fido2Methods", name: "Passkey" },
  { type: "external", path: "externalAuthenticationMethods", name: "External method" },
  { type: "softwareOath", path: "softwareOathMethods", name: "Software token" },
  { type: "phone", path: "phoneMethods", name: "Phone" },
  {
    type: "microsoftAuthenticator",
    path: "microsoftAuthenticatorMethods",
    name: "Microsoft Authenticator",
  },
] as const;

/** An alternate phone must go before the mobile phone (Graph phoneauthenticationmethod-delete). */
const phoneOrder = ["office", "alternateMobile", "mobile"];

const text = z.string().nullish();

const listed = z.object({
  "@odata.type": z.string(),
  id: z.string(),
  createdDateTime: text,
  displayName: text,
  phoneNumber: text,
  phoneType: text,
  emailAddress: text,
  model: text,
});

/** One way to sign in besides the password. */
export type SignInMethod = {
  readonly id: string;
  /** Typed collection in which it is deleted; undefined where v1.0 offers none. */
  readonly path: string | undefined;
  readonly name: string;
  /** What people know it by: a model, the end of a number, the day of registration. */
  readonly about: string;
  readonly createdAt: string | null;
  /** Place in the order of deletion. */
  readonly order: number;
};

const password = "#microsoft.graph.passwordAuthenticationMethod";

/** Graph's name without what all have in common. */
const kindOf = (type: string): string =>
  type.replace(/^#microsoft\.graph\./, "").replace(/AuthenticationMethod$/, "");

/** The end tells people which one it is; the rest is theirs. */
const masked = (value: string): string => `…${value.slice(-4)}`;

const aboutOf = (row: z.infer<typeof listed>): string =>
  [
    ...(row.displayName ? [row.displayName] : []),
    ...(row.model ? [row.model] : []),
    ...(row.phoneType ? [row.phoneType] : []),
    ...(row.phoneNumber ? [masked(row.phoneNumber)] : []),
    ...(row.emailAddress ? [`…@${row.emailAddress.split("@").at(-1) ?? ""}`] : []),
    row.createdDateTime ? `registered ${row.createdDateTime.slice(0, 16)}Z` : "no date given",
  ].join(", ");

const methodFrom = (row: z.infer<typeof listed>): SignInMethod => {
  const type = kindOf(row["@odata.type"]);
  const index = kinds.findIndex((kind) => kind.type === type);
  const kind = kinds[index];
  return {
    id: row.id,
    path: kind?.path,
    name: kind?.name ?? type,
    about: aboutOf(row),
    createdAt: row.createdDateTime ?? null,
    order: index * 10 + Math.max(0, phoneOrder.indexOf(row.phoneType ?? "")),
  };
};

/**
 * Everything that the account can sign in with besides its password, in the order of deletion and then by id (Graph
 * authentication-list-methods, `UserAuthenticationMethod.Read.All`). Throws TenantFault.
 */
export const readSignInMethods = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<readonly SignInMethod[]> => {
  const rows = await readAll(graph, userPath(subject.id, "/authentication/methods"), listed);
  return rows
    .filter((row) => row["@odata.type"] !== password)
    .map(methodFrom)
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
};

/** Where one method is deleted: 204, 404 once it is gone. */
export const methodPath = (
  subject: Subject,
  { path, id }: { readonly path: string; readonly id: string },
): string => userPath(subject.id, `/authentication/${path}/${encodeURIComponent(id)}`);
