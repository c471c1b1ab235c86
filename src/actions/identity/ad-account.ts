/** The Active Directory account behind a synchronised person, as Defender for Identity knows it. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { isFinal, read, readAll, userPath } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";

const identityAccounts = "/v1.0/security/identities/identityAccounts";

const person = z.object({ onPremisesSecurityIdentifier: z.string().nullish() });

/** The documentation's examples say `provider: "ActiveDirectory"`, the metadata `identityProvider: "activeDirectory"`. */
const providerAccount = z.object({
  identifier: z.string(),
  provider: z.string().nullish(),
  identityProvider: z.string().nullish(),
});

const identityAccount = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  domain: z.string().nullish(),
  onPremisesSecurityIdentifier: z.string().nullish(),
  isEnabled: z.boolean(),
  accounts: z.array(providerAccount).nullish(),
});

/** One account in Active Directory; `accountId` is the id under which Defender for Identity acts on it. */
export type AdAccount = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly sid: string;
  readonly accountId: string;
  readonly isEnabled: boolean;
};

/** Exactly one account, or why a person has to look. */
export type FoundAdAccount = { readonly found: AdAccount } | { readonly reason: string };

const isInAd = ({ provider, identityProvider }: z.infer<typeof providerAccount>): boolean =>
  (identityProvider ?? provider ?? "").toLowerCase() === "activedirectory";

const same = (a: string | null | undefined, b: string): boolean =>
  a?.toLowerCase() === b.toLowerCase();

const accountFrom = (row: z.infer<typeof identityAccount>, sid: string): AdAccount | undefined => {
  const inAd = (row.accounts ?? []).filter(isInAd);
  const [only] = inAd;
  if (!only || inAd.length > 1) return undefined;
  return {
    id: row.id,
    name: row.displayName ?? sid,
    domain: row.domain ?? "an unnamed domain",
    sid,
    accountId: only.identifier,
    isEnabled: row.isEnabled,
  };
};

/** SIDs hold digits, letters and dashes only; anything else doesn't go into a filter. */
const isSid = (text: string): boolean => /^S-[\d-]{3,180}$/i.test(text);

const searched = async (
  { graph }: Pick<ActionContext, "graph">,
  sid: string,
): Promise<FoundAdAccount> => {
  const filter = encodeURIComponent(`onPremisesSecurityIdentifier eq '${sid}'`);
  const rows = await readAll(graph, `${identityAccounts}?$filter=${filter}`, identityAccount);
  // Whatever the filter let through: only the same security identifier is the same account.
  const exact = rows.filter((row) => same(row.onPremisesSecurityIdentifier, sid));
  const [row] = exact;
  if (!row) return { reason: "Defender for Identity doesn't know its Active Directory account." };
  const account = exact.length === 1 ? accountFrom(row, sid) : undefined;
  return account
    ? { found: account }
    : { reason: "Defender for Identity has more or less than one AD account of this identifier." };
};

/**
 * Finds the account by the person's on-premises security identifier, exactly (Graph
 * security-identitycontainer-list-identityaccounts, `SecurityIdentitiesAccount.Read.All`). Throws TenantFault where
 * the answer isn't known yet.
 */
export const findAdAccount = async (
  context: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<FoundAdAccount> => {
  const path = userPath(subject.id, "?$select=id,onPremisesSecurityIdentifier");
  const { onPremisesSecurityIdentifier: sid } = await read(context.graph, path, person);
  if (!sid || !isSid(sid))
    return { reason: "Entra doesn't say which account in AD it comes from." };
  try {
    return await searched(context, sid);
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { reason: `Cordon can't read Defender for Identity here (${fault.code}).` };
  }
};

/** Is the account enabled in Active Directory now? (Graph security-identityaccounts-get) */
export const isAdAccountEnabled = async (
  { graph }: Pick<ActionContext, "graph">,
  id: string,
): Promise<boolean> =>
  (await read(graph, `${identityAccounts}/${encodeURIComponent(id)}`, identityAccount)).isEnabled;

/** Asks Defender for Identity for it: 200, done later by a sensor (Graph security-identityaccounts-invokeaction). */
export const invokeOnAdAccount = async (
  { graph }: Pick<ActionContext, "graph">,
  account: { readonly id: string; readonly accountId: string },
  action: "disable" | "enable",
): Promise<string> => {
  const path = `${identityAccounts}/${encodeURIComponent(account.id)}/invokeAction`;
  const body = { accountId: account.accountId, action, identityProvider: "activeDirectory" };
  return (await graph.post(path, body)).requestId;
};
