import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { type ObjectId } from "../core/shared/ids.ts";
import { read, userPath } from "./read.ts";

const text = z.string().nullish();
const flag = z.boolean().nullish();

const accountSchema = z.object({
  id: z.string(),
  displayName: text,
  userPrincipalName: text,
  mail: text,
  proxyAddresses: z.array(z.string()).nullish(),
  department: text,
  userType: text,
  creationType: text,
  externalUserState: text,
  accountEnabled: flag,
  onPremisesSyncEnabled: flag,
  isManagementRestricted: flag,
  signInSessionsValidFromDateTime: text,
  lastPasswordChangeDateTime: text,
});

/** An account as Graph's user resource says; absent flags are null or missing. */
export type Account = z.infer<typeof accountSchema>;

/** Graph v1.0 leaves most of these out unless they are named (Graph user resource). */
const selected = Object.keys(accountSchema.shape).join(",");

/** Reads an account by object id. Throws TenantFault, `not found` where Entra has none or deleted it. */
export const readAccount = (
  { graph }: Pick<ActionContext, "graph">,
  id: ObjectId,
): Promise<Account> => read(graph, userPath(id, `?$select=${selected}`), accountSchema);

/** What Graph says about where somebody signs in (Graph user resource). */
export type Origin = Pick<Account, "userPrincipalName" | "creationType" | "externalUserState">;

/**
 * Does another organisation sign this account in, whatever its type? Microsoft's invitation leaves three marks and an
 * administrator can change each of them: one is enough.
 */
export const isFromOutside = (account: Origin): boolean =>
  /#EXT#/i.test(account.userPrincipalName ?? "") ||
  typeof account.externalUserState === "string" ||
  account.creationType === "Invitation";

/** Is it somebody of another organisation? Its sessions and its password live there; members by type among them. */
export const isGuest = (account: Account): boolean =>
  account.userType === "Guest" || isFromOutside(account);

/** Is its source of authority an on-premises directory? */
export const isSynced = (account: Account): boolean => account.onPremisesSyncEnabled === true;

const domainOf = (address: string): string => address.split("@").at(-1)?.toLowerCase() ?? "";

/** Domains of the account's own addresses: mail to any other is taken for external. */
export const ownDomains = (account: Account): ReadonlySet<string> => {
  const proxies = (account.proxyAddresses ?? []).map((address) => address.replace(/^smtp:/i, ""));
  const addresses = [account.userPrincipalName, account.mail, ...proxies];
  return new Set(
    addresses.flatMap((address) => (address?.includes("@") ? [domainOf(address)] : [])),
  );
};

/** Is this address outside the account's own domains? */
export const isExternal = (address: string, own: ReadonlySet<string>): boolean =>
  address.includes("@") && !own.has(domainOf(address));
