import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type ItemReading } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { readAll, reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { directory, type Held, idOf, readHeld } from "./held-roles.ts";
import { type Ends, lastRequest, type Scheduled, sendSchedule } from "./schedule-requests.ts";
import { count } from "../../core/shared/count.ts";

/** Shortest and longest time, in hours: a shift, a week. */
const [shortest, longest] = [8, 168];
const wish = /^(.+?)(?:\s+for\s+(\d{1,4})\s*(h|d))?$/i;

/** "Exchange Administrator, Reports Reader for 24h": every name with the one time. */
const parse: ActionInput["parse"] = (text) => {
  const [, list = "", amount = String(shortest), unit = "h"] = wish.exec(text.trim()) ?? [];
  const names = list.split(",").map((name) => name.trim().replace(/\s+/g, " "));
  const hours = Number(amount) * (unit.toLowerCase() === "d" ? 24 : 1);
  if (names.some((name) => name === "")) return { ok: false, why: "Name each role once." };
  if (hours < shortest || hours > longest) {
    return { ok: false, why: "The time is 8 hours at least and 7 days at most." };
  }
  const sorted = [...new Set(names)].sort((a, b) => a.localeCompare(b, "en"));
  return { ok: true, value: `${sorted.join(", ")} for ${String(hours)}h` };
};

const input: ActionInput = {
  label: "roles and time",
  example: "Exchange Administrator for 24h",
  parse,
};

const roleSchema = z.object({ id: z.string(), name: z.string() });
const parameters = z.object({ roles: z.array(roleSchema), hours: z.number().int() });
type Wanted = z.infer<typeof parameters>;

const definition = z.object({ id: z.string(), displayName: z.string() });

/** The roles of these names or ids, or the first name that no role has. */
const resolve = async (
  { graph }: ActionContext,
  canonical: string,
): Promise<Wanted | { readonly stranger: string }> => {
  const [, list = "", hours = "0"] = wish.exec(canonical) ?? [];
  const path = `${directory}/roleDefinitions?$select=id,displayName`;
  const definitions = await readAll(graph, path, definition);
  const names = list.split(", ");
  const found = names.map((name) =>
    definitions.find(({ id, displayName }) =>
      [id, displayName].some((known) => known.toLowerCase() === name.toLowerCase()),
    ),
  );
  const stranger = names.find((_name, index) => !found[index]);
  if (stranger !== undefined) return { stranger };
  const roles = found.flatMap((role) =>
    role ? [{ id: role.id.toLowerCase(), name: role.displayName }] : [],
  );
  return { roles, hours: Number(hours) };
};

const asHeld = ({ id, name }: Wanted["roles"][number]): Scheduled => ({
  via: "eligible",
  role: id,
  name,
  scope: "/",
  end: null,
});

const itemFor = (role: Wanted["roles"][number], hours: number): PlanItem => ({
  id: idOf(asHeld(role)),
  name: role.name,
  about: `can be activated for ${String(hours)} h`,
});

const planFor = (wanted: Wanted, held: readonly Held[]): UnguardedPreview => {
  const has = new Set(held.map(idOf));
  const roles = wanted.roles.filter((role) => !has.has(idOf(asHeld(role))));
  if (roles.length === 0) {
    return { kind: "nothing to do", seen: "The account can activate these roles already." };
  }
  return {
    kind: "plan",
    draft: {
      items: roles.map((role) => itemFor(role, wanted.hours)),
      parameters: { roles, hours: wanted.hours },
      before: { eligible: [] },
    },
  };
};

const plannedIn = (plan: Plan): readonly Scheduled[] =>
  ofItems(plan, parameters.parse(plan.parameters).roles.map(asHeld), idOf);

const ask = (
  context: ActionContext,
  subject: Subject,
  { plan, ends }: { readonly plan: Plan; readonly ends?: Ends },
): ReturnType<Action["apply"]> =>
  sendAll(
    plannedIn(plan).map((held) => ({
      ids: [idOf(held)],
      send: () =>
        sendSchedule(context, {
          held,
          principalId: subject.id,
          reason: `Cordon ${plan.incident}`,
          now: context.now(),
          ...(ends && { ends }),
        }),
    })),
  );

const hourMs = 3_600_000;

/** Eligible, and with an end that isn't later than asked: five minutes are the service's. */
const holds = (found: Held | undefined, latest: number): boolean =>
  found?.via === "eligible" && found.end !== null && Date.parse(found.end) <= latest + hourMs / 12;

const said = (found: Held | undefined): string => {
  if (found?.via !== "eligible") return "It can't be activated.";
  return `It can be activated ${found.end === null ? "without an end" : `until ${found.end}`}.`;
};

const readBack = async (
  context: ActionContext,
  subject: Subject,
  run: { readonly plan: Plan; readonly since: string; readonly back: boolean },
): Promise<readonly ItemReading[]> => {
  const { held } = await readHeld(context, subject.id);
  const { hours } = parameters.parse(run.plan.parameters);
  const latest = Date.parse(run.since) + hours * hourMs;
  const readings: ItemReading[] = [];
  for (const role of plannedIn(run.plan)) {
    const id = idOf(role);
    const found = held.find((each) => idOf(each) === id);
    const good = run.back ? !found : holds(found, latest);
    const last = good
      ? undefined
      : await lastRequest(context, { held: role, principalId: subject.id, assigns: !run.back });
    readings.push(
      last?.unfinished
        ? { id, state: "pending", why: `The request is ${last.status}.` }
        : reading(id, good, said(found)),
    );
  }
  return readings;
};

const preview: Action["preview"] = (context, subject, given) =>
  guarded({ context, subject, rules: {} }, async () => {
    if (given === undefined) {
      const how = "incident step add restore-roles-eligible <role, role> for <hours>h";
      return { kind: "by hand", reason: `No role was named: ${how}` };
    }
    const wanted = await resolve(context, given);
    if ("stranger" in wanted) {
      return { kind: "by hand", reason: `Entra has no role ${wanted.stranger} here.` };
    }
    return planFor(wanted, (await readHeld(context, subject.id)).held);
  });

/** R3: only named roles, only to be activated, only for a time. */
export const restoreRolesEligible: Action = {
  id: "restore-roles-eligible",
  code: "R3",
  title: "Give roles back, eligible and timed",
  verb: "give roles back",
  subjectKinds: ["user"],
  team: "iam",
  tier: 2,
  phase: "recovery",
  permissions: {
    least: [
      "RoleEligibilitySchedule.ReadWrite.Directory",
      ...guardPermissions.filter((name) => name !== "RoleEligibilitySchedule.Read.Directory"),
    ],
  },
  licences: ["Entra ID P2"],
  needsEvidence: [],
  text: {
    does: "Lets the account activate the named roles for a limited time. None becomes active.",
    affects: ({ items }) => `${count(items.length, "role")} of 1 account, in the whole tenant.`,
    limits: "Roles of Exchange and of groups stay away. At the end the account loses them.",
    undo: "Takes these roles away again.",
    question: ({ items }) => `Give ${count(items.length, "role")} back to 1 account, for a time?`,
    notHolding: "The account can't activate the roles",
    undone: "The account can't activate the roles any more",
    byHand:
      "Entra admin center, Identity Governance, Privileged Identity Management, Microsoft Entra roles, Assignments, Add assignments: choose the role and the account, assignment type Eligible, not permanent, with an end of 8 hours to 7 days from now.",
  },
  input,
  looksAgain: [15, 1440],
  undoneBy: ["Remove eligible member from role"],
  pendingMinutes: 30,
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, subject, plan) =>
    ask(context, subject, { plan, ends: { hours: parameters.parse(plan.parameters).hours } }),
  observe: (context, subject, { plan, since }) =>
    readBack(context, subject, { plan, since, back: false }),
  undo: {
    apply: (context, subject, plan) => ask(context, subject, { plan }),
    observe: (context, subject, { plan, since }) =>
      readBack(context, subject, { plan, since, back: true }),
  },
};
