import { z } from "zod/v4";
import { isSynced } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemReading } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { findAdAccount, invokeOnAdAccount, isAdAccountEnabled } from "./ad-account.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { type Instant } from "../../core/shared/ids.ts";

const rules = {
  guests: "It is a guest: no Active Directory of yours stands behind it.",
  locksOut: true,
} as const;

const before = z.object({ id: z.string(), accountId: z.string(), isEnabled: z.literal(true) });

/** Minutes that a sensor may take before somebody has to look; Microsoft names none. */
const sensorMinutes = 30;

const previewOf = async (context: ActionContext, subject: Subject): Promise<UnguardedPreview> => {
  const account = await findAdAccount(context, subject);
  if ("reason" in account) return { kind: "by hand", reason: account.reason };
  const { id, name, domain, sid, accountId, isEnabled } = account.found;
  if (!isEnabled) {
    return { kind: "nothing to do", seen: `The account is disabled in ${domain} already.` };
  }
  return {
    kind: "plan",
    draft: {
      items: [{ id, name, about: `account in ${domain}, ${sid}` }],
      parameters: { action: "disable", identityProvider: "activeDirectory", sid },
      before: { id, accountId, isEnabled: true },
    },
  };
};

const request = (context: ActionContext, plan: Plan, action: "disable" | "enable") => {
  const account = before.parse(plan.before);
  return sendAll([{ ids: [account.id], send: () => invokeOnAdAccount(context, account, action) }]);
};

const readBack = async (
  context: ActionContext,
  run: { readonly plan: Plan; readonly since: Instant },
  wanted: boolean,
): Promise<readonly ItemReading[]> => {
  const { id } = before.parse(run.plan.before);
  const isEnabled = await isAdAccountEnabled(context, id);
  const why = `The account is ${isEnabled ? "enabled" : "disabled"} in Active Directory.`;
  if (isEnabled === wanted) return [reading(id, true, why)];
  const waited = Date.parse(context.now()) - Date.parse(run.since);
  return waited < sensorMinutes * 60_000
    ? [{ id, state: "pending", why: `${why} Defender for Identity hasn't done it yet.` }]
    : [reading(id, false, why)];
};

/** C2: a synchronised account is blocked where it is kept, or the next sync enables it again. */
export const disableAdAccount: Action = {
  id: "disable-ad-account",
  code: "C2",
  title: "Disable account in Active Directory",
  verb: "disable on-prem",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  phase: "containment",
  permissions: {
    least: [
      "SecurityIdentitiesActions.ReadWrite.All",
      "SecurityIdentitiesAccount.Read.All",
      ...guardPermissions,
    ],
  },
  licences: ["Defender for Identity"],
  needsEvidence: [],
  text: {
    does: "Disables the account in Active Directory, through Defender for Identity.",
    affects: () => "1 account, in AD and after the next sync in Entra as well.",
    limits: "Kerberos tickets that it holds stay valid until they run out, up to 10 h.",
    undo: "Enables the account in Active Directory again.",
    question: () => "Disable 1 account in Active Directory?",
    notHolding: "The account is still enabled in AD",
    undone: "The account is enabled in AD again",
    byHand:
      "On a domain controller: Get-ADUser -Filter \"SID -eq '<on-premises security identifier>'\" and check that it is the right person, then Disable-ADAccount -Identity <SID>. Run repadmin /syncall so that every domain controller knows, then Start-ADSyncSyncCycle -PolicyType Delta on the sync server.",
  },
  looksAgain: [15, 65, 1440],
  undoneBy: ["Enable account"],
  pendingMinutes: sensorMinutes,
  residual: {
    minutes: 600,
    why: "Kerberos tickets from before stay valid for up to 10 h, AD's default.",
  },
  repeatable: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules }, (account) =>
      isSynced(account)
        ? previewOf(context, subject)
        : {
            kind: "nothing to do",
            seen: "The account is cloud-only: no account in Active Directory stands behind it.",
          },
    ),
  apply: (context, _subject, plan) => request(context, plan, "disable"),
  observe: (context, _subject, run) => readBack(context, run, false),
  undo: {
    apply: (context, _subject, plan) => request(context, plan, "enable"),
    observe: (context, _subject, run) => readBack(context, run, true),
  },
};
