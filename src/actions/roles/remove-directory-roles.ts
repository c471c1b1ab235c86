import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemAnswer, type ItemReading } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { reading } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { type Held, type HeldRoles, heldSchema, idOf, readHeld } from "./held-roles.ts";
import { giveBack, takeAway } from "./role-requests.ts";
import { lastRequest, type Scheduled } from "./schedule-requests.ts";
import { count } from "../../core/shared/count.ts";

/** All that gives it back, each with its end. */
const before = z.object({ held: z.array(heldSchema) });

const kinds: Readonly<Record<Held["via"], string>> = {
  eligible: "can be activated",
  "open group": "group that it can join",
  active: "active for a time",
  assignment: "active",
  group: "member of a role-assignable group",
  exchange: "role group of Exchange",
};

const aboutOf = (held: Held): string => {
  const parts = [
    held.via === "open group" && held.access === "owner"
      ? "group that it can own"
      : kinds[held.via],
    ...("scope" in held && held.scope !== "/" ? [`in ${held.scope}`] : []),
    ...("end" in held && held.end !== null ? [`until ${held.end.slice(0, 10)}`] : []),
  ];
  return parts.join(", ");
};

const itemFor = (held: Held): PlanItem => ({
  id: idOf(held),
  name: held.name,
  about: aboutOf(held),
});

/** Defender's role groups have no interface to read them by: their absence is never claimed (trap 12). */
const nothingIn = ({ exchangeUnread }: HeldRoles): string => {
  const where = exchangeUnread === null ? "Entra or Exchange" : "Entra";
  const exchange = exchangeUnread === null ? "" : ` ${exchangeUnread}: role groups not evaluable.`;
  return `It holds no role in ${where}.${exchange} Defender roles are not evaluable: look in the Defender portal, Permissions.`;
};

const planFor = (found: HeldRoles): UnguardedPreview =>
  found.held.length === 0
    ? { kind: "by hand", reason: nothingIn(found) }
    : {
        kind: "plan",
        draft: {
          items: found.held.map(itemFor),
          parameters: { exchangeUnread: found.exchangeUnread },
          before: { held: [...found.held] },
        },
      };

const heldIn = (plan: Plan): readonly Held[] => ofItems(plan, before.parse(plan.before).held, idOf);

const request = (held: Held, send: (held: Held) => Promise<string>): ItemRequest => ({
  ids: [idOf(held)],
  send: () => send(held),
});

/** It would have ended by now: giving it back would be more than there was. */
const isOver = (held: Held, { now }: Pick<ActionContext, "now">): boolean =>
  "end" in held && held.end !== null && Date.parse(held.end) <= Date.parse(now());

const over = (held: Held): ItemAnswer => ({
  id: idOf(held),
  state: "failed",
  why: "Its time is over: there is nothing to give back.",
  requestId: "",
});

const apply: Action["apply"] = (context, subject, plan) => {
  const run = { principalId: subject.id, reason: `Cordon ${plan.incident}` };
  return sendAll(heldIn(plan).map((held) => request(held, () => takeAway(context, held, run))));
};

/** Last taken, first given: the groups and roles, then what can be activated. */
const undoApply: Action["apply"] = async (context, subject, plan) => {
  const run = { principalId: subject.id, reason: `Cordon ${plan.incident}, undone` };
  const all = [...heldIn(plan)].reverse();
  const answers = await sendAll(
    all
      .filter((held) => !isOver(held, context))
      .map((held) => request(held, () => giveBack(context, held, run))),
  );
  return [...answers, ...all.filter((held) => isOver(held, context)).map(over)];
};

const hasSchedule = (held: Held): held is Scheduled => "end" in held;

type Seen = { readonly subject: Subject; readonly held: Held; readonly back: boolean };

/** The service may still be at it, or say why it refused. */
const unfinished = async (context: ActionContext, seen: Seen): Promise<ItemReading | undefined> => {
  const { held, subject, back } = seen;
  if (!hasSchedule(held)) return undefined;
  const last = await lastRequest(context, { held, principalId: subject.id, assigns: back });
  if (!last) return undefined;
  const why = `The request is ${last.status}.`;
  return last.unfinished
    ? { id: idOf(held), state: "pending", why }
    : { id: idOf(held), state: "not observed", why: `${why} ${said(!back)}` };
};

const said = (isHeld: boolean): string => (isHeld ? "It is held." : "It isn't held.");

const readOne = async (context: ActionContext, seen: Seen, now: HeldRoles) => {
  const id = idOf(seen.held);
  if (seen.held.via === "exchange" && now.exchangeUnread !== null) {
    return { id, state: "unknown", why: `${now.exchangeUnread}.` } as const;
  }
  const isHeld = now.held.some((held) => idOf(held) === id);
  if (isHeld === seen.back) return reading(id, true, said(isHeld));
  return (await unfinished(context, seen)) ?? reading(id, false, said(isHeld));
};

const readBack = async (
  context: ActionContext,
  subject: Subject,
  { plan, back }: { readonly plan: Plan; readonly back: boolean },
): Promise<readonly ItemReading[]> => {
  const now = await readHeld(context, subject.id);
  const readings: ItemReading[] = [];
  for (const held of heldIn(plan)) {
    readings.push(await readOne(context, { subject, held, back }, now));
  }
  return readings;
};

/** X7: no directory role, no way to activate one, no group or role group that gives one. */
export const removeDirectoryRoles: Action = {
  id: "remove-directory-roles",
  code: "X7",
  title: "Remove administrator roles",
  verb: "remove roles",
  subjectKinds: ["user"],
  team: "iam",
  tier: 2,
  phase: "eradication",
  permissions: {
    least: [
      "RoleManagement.ReadWrite.Directory",
      "RoleAssignmentSchedule.ReadWrite.Directory",
      "RoleEligibilitySchedule.ReadWrite.Directory",
      "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
      "GroupMember.ReadWrite.All",
      ...guardPermissions.filter((name) => name !== "GroupMember.Read.All"),
    ],
    optional: [{ name: "Exchange.ManageAsApp", for: "role groups of Exchange" }],
  },
  needsEvidence: ["E1"],
  text: {
    does: "Takes away roles in Entra and Exchange: active, eligible and through groups.",
    affects: ({ items }) =>
      `${count(items.length, "role", "roles and groups")} of 1 account. Nobody else's.`,
    limits: "Defender's own roles can't be read here: look there by hand. Tokens run out in 1 h.",
    undo: "Gives back the same roles, for the time that each had.",
    question: ({ items }) =>
      `Remove ${count(items.length, "role", "roles and groups")} of 1 account?`,
    notHolding: "The account still holds administrator roles",
    undone: "The account holds its roles again",
    byHand:
      "Entra admin center, the user, Assigned roles: remove active and eligible ones. Groups: take it out of role-assignable ones. Identity Governance, PIM, Groups: remove eligibility. Exchange Online PowerShell: Get-RoleGroup, Get-RoleGroupMember <group>, Remove-RoleGroupMember <group> -Member <object id>. Defender portal, Permissions, Roles: remove it from role groups.",
  },
  looksAgain: [15, 65, 1440],
  undoneBy: [
    "Add member to role",
    "Add eligible member to role",
    "Add member to role in PIM completed (permanent)",
    "Add eligible member to role in PIM completed (permanent)",
    "Add member to group",
  ],
  pendingMinutes: 30,
  residual: { minutes: 60, why: "Tokens that were issued carry the roles for up to 60 min." },
  repeatable: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules: { locksOut: true } }, async () =>
      planFor(await readHeld(context, subject.id)),
    ),
  apply,
  observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: false }),
  undo: {
    apply: undoApply,
    observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: true }),
  },
};
