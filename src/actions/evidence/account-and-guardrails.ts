import { z } from "zod/v4";
import { type Account, isGuest, isSynced, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Collector } from "../library.ts";
import { isOneOfLast, readGlobalAdmins } from "../global-admins.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { shaped } from "../read.ts";
import { readRoles, rolePermissions, type Roles } from "../roles.ts";
import { isSharedMailbox } from "../shared-mailbox.ts";
import { evaluated, type Evaluated } from "./evaluated.ts";
import { licenceAndXdrWords, readLicences, readXdrActs, type XdrAct } from "./licences-and-xdr.ts";

const kindOf = (account: Account, shared: boolean): string =>
  [
    shared ? "Shared mailbox" : isGuest(account) ? "Guest" : "Member",
    account.accountEnabled === false ? "disabled" : "enabled",
    isSynced(account) ? "synced from AD" : "cloud-only",
    ...(account.isManagementRestricted === true ? ["in a restricted unit"] : []),
  ].join(", ");

const rolesIn = (roles: Evaluated<Roles>): string => {
  if ("unknown" in roles) return `roles not evaluable (${roles.unknown})`;
  const { active, eligible } = roles.value;
  const names = (list: Roles["active"]): string => list.map((role) => role.name).join(", ");
  if (active.length + eligible.length === 0) return "no directory role";
  return [
    ...(active.length > 0 ? [`holds ${names(active)}`] : []),
    ...(eligible.length > 0 ? [`can activate ${names(eligible)}`] : []),
  ].join(", ");
};

const jsonOf = (found: unknown): Json => shaped<Json>(z.json(), found);

/** What the never-list says of an account. */
const neverOf = ({ never }: ActionContext, { id }: Subject) => ({
  breakGlass: never.breakGlass.includes(id),
  responder: never.responder(id) !== undefined,
});

const sentence = (
  account: Account,
  facts: {
    readonly shared: Evaluated<boolean>;
    readonly roles: Evaluated<Roles>;
    readonly last: Evaluated<boolean>;
    readonly licences: Evaluated<readonly string[]>;
    /** Undefined where it wasn't asked: the account is enabled. */
    readonly xdr: Evaluated<readonly XdrAct[]> | undefined;
    readonly breakGlass: boolean;
    readonly responder: boolean;
  },
): string =>
  [
    kindOf(account, "value" in facts.shared && facts.shared.value),
    ...("unknown" in facts.shared ? ["mailbox kind not evaluable"] : []),
    rolesIn(facts.roles),
    ...("unknown" in facts.last
      ? ["Global Administrators not evaluable"]
      : facts.last.value
        ? ["one of the last two Global Administrators"]
        : []),
    ...licenceAndXdrWords(facts.licences, facts.xdr),
    ...(facts.breakGlass ? ["emergency account"] : []),
    ...(facts.responder ? ["responder"] : []),
  ].join("; ");

/** E0: who this is, and what speaks against acting on it without a second thought. */
export const accountAndGuardrails: Collector = {
  id: "account-and-guardrails",
  code: "E0",
  kind: "E0",
  subjectKinds: ["user"],
  title: "Account and guardrails",
  team: "soc",
  permissions: {
    least: ["User.Read.All", "MailboxSettings.Read", ...rolePermissions],
    optional: [
      { name: "AuditLog.Read.All", for: "whether Defender XDR disabled the account already" },
    ],
  },
  collect: async (context, subject) => {
    const account = await readAccount(context, subject.id);
    const [roles, admins, shared, licences, xdr] = await Promise.all([
      evaluated(readRoles(context, subject.id)),
      evaluated(readGlobalAdmins(context)),
      evaluated(isSharedMailbox(context, subject)),
      evaluated(readLicences(context, subject)),
      // Audit logs allow 5 requests in 10 s, and snapshots of several incidents share them: only who is disabled is asked about.
      account.accountEnabled === false ? evaluated(readXdrActs(context, subject)) : undefined,
    ]);
    const never = neverOf(context, subject);
    const last: Evaluated<boolean> =
      "unknown" in admins
        ? admins
        : { value: admins.value.has(subject.id) && isOneOfLast(admins.value, subject.id) };
    return {
      content: {
        kind: "E0",
        subject: subject.id,
        readAt: context.now(),
        account: jsonOf(account),
        roles: jsonOf(roles),
        lastTwoGlobalAdministrators: jsonOf(last),
        emergencyAccount: never.breakGlass,
        responder: never.responder,
        sharedMailbox: jsonOf(shared),
        licences: jsonOf(licences),
        xdr: xdr ? jsonOf(xdr) : { notAsked: "the account is enabled" },
      },
      summary: `${sentence(account, { shared, roles, last, licences, xdr, ...never })}.`,
      complete: [roles, last, shared, licences, ...(xdr ? [xdr] : [])].every(
        (found) => "value" in found,
      ),
    };
  },
};
