import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, itemOf } from "../contract.ts";
import { guardPermissions } from "../guards.ts";
import { reading, shaped } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { cmdletRequest, guardedInExchange, type Way } from "./with-exchange.ts";

const mailbox = z.object({
  LitigationHoldEnabled: z.boolean().nullish(),
  LitigationHoldDate: z.string().nullish(),
  RecipientTypeDetails: z.string().nullish(),
});

const readHold = async ({ exchange }: ActionContext, subject: Subject) => {
  const [found] = shaped(
    z.tuple([mailbox]),
    await exchange.invoke("Get-Mailbox", { Identity: subject.id }),
  );
  return found;
};

const setHold = (context: ActionContext, subject: Subject, { back }: Way) =>
  sendAll([
    cmdletRequest(context, [subject.id], {
      cmdlet: "Set-Mailbox",
      parameters: { Identity: subject.id, LitigationHoldEnabled: !back },
    }),
  ]);

const readBack = async (context: ActionContext, subject: Subject, wanted: boolean) => {
  const on = (await readHold(context, subject)).LitigationHoldEnabled === true;
  const why = on ? "The mailbox is on hold." : "The mailbox isn't on hold.";
  return [reading(subject.id, on === wanted, why)];
};

const cmdlets = (id: string): string => `Set-Mailbox ${id} -LitigationHoldEnabled $true`;

const since = (date: string | null | undefined): string =>
  typeof date !== "string" ? "" : ` since ${date.slice(0, 10)}`;

/** E5: what the mailbox holds can't be destroyed while the case runs. Adds to other holds and changes none. */
export const placeLitigationHold: Action = {
  id: "place-litigation-hold",
  code: "E5",
  title: "Place a litigation hold",
  verb: "place hold",
  subjectKinds: ["user"],
  team: "legal",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: [],
  text: {
    does: "Puts the mailbox on litigation hold: nothing in it can be destroyed any more.",
    affects: () => "1 mailbox; its owner doesn't notice.",
    limits: "It may take 4 hours to work, and what was destroyed before stays destroyed.",
    undo: "Lifts the hold; Exchange keeps the mail for about 30 days more.",
    question: () => "Place 1 mailbox on litigation hold?",
    notHolding: "Mail can still be destroyed",
    undone: "The mailbox isn't on hold",
    byHand:
      "In Exchange Online PowerShell: Set-Mailbox <object id> -LitigationHoldEnabled $true, then Get-Mailbox <object id> | fl LitigationHold*. It needs the role Legal Hold and a mailbox with Exchange Online Plan 2. Only Legal lifts it again.",
  },
  // The owner can't lift it; an intruder with an administrator's rights can.
  looksAgain: [1440],
  residual: undefined,
  repeatable: true,
  preview: (context, subject) =>
    guardedInExchange({ context, subject, what: "holds", cmdlets }, async () => {
      const found = await readHold(context, subject);
      if (found.LitigationHoldEnabled === true) {
        const seen = `The mailbox is on hold already${since(found.LitigationHoldDate)}.`;
        return { kind: "nothing to do", seen };
      }
      const shared = found.RecipientTypeDetails === "SharedMailbox";
      const item = itemOf(subject);
      const about = shared ? "shared mailbox, needs a licence of its own" : item.about;
      return {
        kind: "plan",
        draft: {
          items: [{ ...item, about }],
          parameters: {},
          before: { LitigationHoldEnabled: false },
        },
      };
    }),
  apply: (context, subject, plan) => setHold(context, subject, { plan, back: false }),
  observe: (context, subject) => readBack(context, subject, true),
  undo: {
    apply: (context, subject, plan) => setHold(context, subject, { plan, back: true }),
    observe: (context, subject) => readBack(context, subject, false),
  },
};
