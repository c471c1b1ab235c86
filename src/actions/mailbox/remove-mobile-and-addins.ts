import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput } from "../contract.ts";
import { guardPermissions, type UnguardedPreview } from "../guards.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { type Attached, readAttached } from "./mobile-and-addins.ts";
import { cmdletRequest, guardedInExchange, shown, sortedById } from "./with-exchange.ts";
import { count } from "../../core/shared/count.ts";

const before = z.object({
  attached: z.array(z.object({ kind: z.enum(["device", "add-in"]), ref: z.string() })),
});

/** Names as the items show them; lower case, sorted. */
const input: ActionInput = {
  label: "names of devices and add-ins to keep",
  example: "iPhone of Marta",
  parse: (text) => {
    const names = text.split(",").map((name) => name.trim().toLowerCase());
    const kept = [...new Set(names.filter((name) => name !== ""))].sort();
    return kept.length > 0 && kept.length <= 20
      ? { ok: true, value: kept.join(", ") }
      : { ok: false, why: "Name 1 to 20 devices or add-ins to keep." };
  },
};

const planFor = (all: readonly Attached[], value: string | undefined): UnguardedPreview => {
  const keep = value?.split(", ") ?? [];
  const items = sortedById(all.filter(({ name }) => !keep.includes(name.toLowerCase())));
  if (items.length === 0) {
    const seen = `No device syncs the mailbox and it has no add-ins of its own; ${String(all.length)} to keep.`;
    return { kind: "nothing to do", seen };
  }
  return {
    kind: "plan",
    draft: {
      items: items.map(shown),
      parameters: { kept: all.length - items.length },
      before: { attached: items.map(({ kind, ref }) => ({ kind, ref })) },
    },
  };
};

const remove: Action["apply"] = (context, subject, plan) =>
  sendAll(
    before.parse(plan.before).attached.map(({ kind, ref }) =>
      cmdletRequest(
        context,
        [`${kind}:${ref}`],
        kind === "device"
          ? { cmdlet: "Remove-MobileDevice", parameters: { Identity: ref, Confirm: false } }
          : {
              cmdlet: "Remove-App",
              parameters: { Mailbox: subject.id, Identity: ref, Confirm: false },
            },
      ),
    ),
  );

const readBack = async (context: ActionContext, subject: Subject, plan: Plan) => {
  const now = new Set((await readAttached(context, subject)).map(({ id }) => id));
  return plan.items.map(({ id }) =>
    reading(id, !now.has(id), now.has(id) ? "It is still there." : "It is gone."),
  );
};

const cmdlets = (id: string): string =>
  `Get-MobileDeviceStatistics -Mailbox ${id}; Get-App -Mailbox ${id}; then Remove-MobileDevice, Remove-App`;

/** X10: phones lose their partnership with the mailbox, and add-ins that aren't the organisation's go. */
export const removeMobileAndAddins: Action = {
  id: "remove-mobile-and-addins",
  code: "X10",
  title: "Remove mobile devices and add-ins",
  verb: "remove devices",
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
    does: "Removes phones that sync the mailbox, and add-ins that somebody put into it.",
    affects: ({ items }) =>
      `${count(items.length, "device or add-in", "devices and add-ins")} of 1 mailbox.`,
    limits: "Whoever can still sign in pairs again. The organisation's add-ins stay.",
    undo: "None. The owner pairs the devices and installs the add-ins again.",
    question: ({ items }) =>
      `Remove ${count(items.length, "device or add-in", "devices and add-ins")} of 1 mailbox?`,
    notHolding: "Devices or add-ins are still there",
    undone: "The devices were paired again",
    byHand:
      "In Exchange Online PowerShell: Get-MobileDeviceStatistics -Mailbox <object id> | fl Identity,DeviceOS,FirstSyncTime,LastSuccessSync, then Remove-MobileDevice <identity>. Get-App -Mailbox <object id> | fl AppId,DisplayName,Scope, then Remove-App -Mailbox <object id> -Identity <app id> for those with the scope User.",
  },
  looksAgain: [65, 1440],
  residual: undefined,
  repeatable: true,
  preview: (context, subject, value) =>
    guardedInExchange({ context, subject, what: "devices and add-ins", cmdlets }, async () =>
      planFor(await readAttached(context, subject), value),
    ),
  apply: remove,
  observe: (context, subject, { plan }) => readBack(context, subject, plan),
  undo: undefined,
};
