import { z } from "zod/v4";
import { type Account, isSynced } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type Draft } from "../contract.ts";
import { guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import {
  callFor,
  delegate,
  type Delegate,
  delegateId,
  type Delegates,
  readDelegates,
} from "./delegates.ts";
import { cmdletRequest, guardedInExchange, sortedById, type Way } from "./with-exchange.ts";
import { count } from "../../core/shared/count.ts";

const before = z.object({ rights: z.array(delegate) });
const parameters = z.object({
  shared: z.boolean(),
  /** A shared mailbox that somebody can sign in to. */
  signsIn: z.boolean(),
  kept: z.number(),
  inAd: z.number(),
});

/** People to keep, by address or by name as the items show them; lower case, sorted. */
const input: ActionInput = {
  label: "addresses or names to keep",
  example: "dana.fox@contoso.example, Jon Lind",
  parse: (text) => {
    const names = text.split(",").map((name) => name.trim().toLowerCase());
    const kept = [...new Set(names.filter((name) => name !== ""))].sort();
    if (kept.length === 0) return { ok: false, why: "Name at least one person to keep." };
    return kept.length > 20
      ? { ok: false, why: "Name at most 20 people to keep." }
      : { ok: true, value: kept.join(", ") };
  },
};

const keptIn = (value: string | undefined): readonly string[] => value?.split(", ") ?? [];

const kinds: Readonly<Record<Delegate["kind"], string>> = {
  "full-access": "reads and changes everything",
  "send-as": "sends as this mailbox",
  "on-behalf": "sends on behalf of it",
  folder: "sees a folder",
};

const aboutOf = (right: Delegate): string => {
  if (right.kind !== "folder") return kinds[right.kind];
  const path = right.folder === "" ? "the top of the mailbox" : (right.folder ?? "");
  return `${right.rights.join(" and ")} of ${path}`;
};

const itemOf = (right: Delegate): PlanItem => ({
  id: delegateId(right),
  name: cleanText(right.holder, 80),
  about: aboutOf(right),
});

const nothing = (kept: number): UnguardedPreview => ({
  kind: "nothing to do",
  seen:
    kept === 0
      ? "Nobody else has rights on the mailbox or its main folders."
      : `Nobody else has rights on it; ${count(kept, "right")} to keep.`,
});

const planFor = (found: Delegates, account: Account, keep: readonly string[]): UnguardedPreview => {
  const wanted = found.rights.filter(({ holder }) => !keep.includes(holder.toLowerCase()));
  const kept = found.rights.length - wanted.length;
  const isInAd = ({ kind }: Delegate): boolean => kind === "on-behalf" && isSynced(account);
  const rights = wanted.filter((right) => !isInAd(right));
  const inAd = wanted.length - rights.length;
  if (rights.length === 0) {
    if (inAd === 0) return nothing(kept);
    const reason = `${count(inAd, "send-on-behalf right")} comes from Active Directory: take publicDelegates away there.`;
    return { kind: "by hand", reason };
  }
  const signsIn = found.isShared && account.accountEnabled === true;
  const sorted = sortedById(rights.map((right) => ({ id: delegateId(right), right })));
  return {
    kind: "plan",
    draft: {
      items: sorted.map(({ right }) => itemOf(right)),
      parameters: { shared: found.isShared, signsIn, kept, inAd },
      before: { rights: sorted.map(({ right }) => ({ ...right })) },
    },
  };
};

const plannedIn = (plan: Plan): readonly Delegate[] =>
  ofItems(plan, before.parse(plan.before).rights, delegateId);

const request = (context: ActionContext, subject: Subject, { plan, back }: Way) =>
  sendAll(
    plannedIn(plan).map((right) =>
      cmdletRequest(context, [delegateId(right)], callFor(subject, right, back)),
    ),
  );

const sameRights = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join() === [...b].sort().join();

const readBack = async (context: ActionContext, subject: Subject, { plan, back }: Way) => {
  const { rights: now } = await readDelegates(context, subject);
  return plannedIn(plan).map((right) => {
    const id = delegateId(right);
    const found = now.find((each) => delegateId(each) === id);
    const why = found ? "The right is there." : "The right is gone.";
    const restored = found !== undefined && sameRights(found.rights, right.rights);
    return reading(id, back ? restored : found === undefined, why);
  });
};

const affects = ({ items, parameters: given }: Draft): string => {
  const facts = parameters.partial().catch({}).parse(given);
  const rights = count(items.length, "right");
  if (facts.signsIn)
    return `${rights} of 1 shared mailbox, whose own account can sign in: block it too.`;
  if (facts.shared) return `${rights} of 1 shared mailbox: whoever works in it is locked out.`;
  return facts.inAd
    ? `${rights} of 1 mailbox; ${String(facts.inAd)} more in AD.`
    : `${rights} of 1 mailbox.`;
};

const cmdlets = (id: string): string =>
  `Get-MailboxPermission ${id}; Get-RecipientPermission ${id}; the same for Get-Mailbox | fl Grant*`;

/** X5: nobody but the owner gets into the mailbox. Of a shared one, the delegates are the way in (trap 22). */
export const removeMailboxDelegates: Action = {
  id: "remove-mailbox-delegates",
  code: "X5",
  title: "Remove mailbox delegates",
  verb: "remove delegates",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 1,
  phase: "eradication",
  permissions: {
    least: ["Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Recipient Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: ["E2"],
  input,
  text: {
    does: "Takes away full access, send-as, send-on-behalf and rights on the main folders.",
    affects,
    limits: "Other folders, and what this person may do in other mailboxes, aren't touched.",
    undo: "Gives the same people the same rights again.",
    question: ({ items }) => `Remove ${count(items.length, "right")} of others on 1 mailbox?`,
    notHolding: "Others still get into the mailbox",
    undone: "The delegates are back",
    byHand:
      'In Exchange Online PowerShell, write down first: Get-MailboxPermission <object id>; Get-RecipientPermission <object id>; Get-Mailbox <object id> | fl GrantSendOnBehalfTo; Get-MailboxFolderPermission <object id>:\\Inbox. Then Remove-MailboxPermission, Remove-RecipientPermission, Set-Mailbox -GrantSendOnBehalfTo @{Remove="<name>"}, Remove-MailboxFolderPermission. Two people of one name: use the address.',
  },
  looksAgain: [65, 1440],
  residual: {
    minutes: 60,
    why: "Exchange keeps who may open a mailbox for a while: up to 60 min.",
  },
  repeatable: true,
  preview: (context, subject, value) =>
    guardedInExchange({ context, subject, what: "delegates", cmdlets }, async (account) =>
      planFor(await readDelegates(context, subject), account, keptIn(value)),
    ),
  apply: (context, subject, plan) => request(context, subject, { plan, back: false }),
  observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: false }),
  undo: {
    apply: (context, subject, plan) => request(context, subject, { plan, back: true }),
    observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: true }),
  },
};
