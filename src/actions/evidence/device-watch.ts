import { type ActionContext } from "../context.ts";
import { type Machine } from "../endpoint/machine.ts";
import {
  isAskedBy,
  isolationOf,
  isOpen,
  type MachineAction,
  readActions,
  releaseOf,
} from "../endpoint/machine-actions.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/shared/count.ts";
import { huntQuestion } from "./hunting.ts";
import { daysBefore, type LogPart } from "./log-parts.ts";
import { alertRow, ofMachine, onMachine } from "./machine-hunts.ts";
import { isRead, part, rowsIn } from "./parts.ts";
import { isSince, looksAfter, lookOf, newSince, timed } from "./watch-parts.ts";

/** Advanced hunting keeps 30 days: an alert whose first entity is older isn't a new one. */
const days = 30;

const whoAsked = ({ requestor }: MachineAction): string => cleanText(requestor ?? "?", 60);

/**
 * Somebody else than this incident let it go, or is about to. Only the release that holds counts: one after which it was
 * isolated again is history, whoever released it then.
 */
const releases = (
  actions: readonly MachineAction[],
  run: CollectRun,
  { never }: Pick<ActionContext, "never">,
): readonly string[] => {
  const isForeign = (one: MachineAction): boolean =>
    one.type === "Unisolate" &&
    isSince(one.creationDateTimeUtc, run.since) &&
    !isAskedBy(one, run.incident, never);
  const asked = actions.findLast((one) => isOpen(one) && isForeign(one));
  const last = releaseOf(actions);
  return [
    ...(asked ? [`a release from isolation is asked for by ${whoAsked(asked)}`] : []),
    ...(last && isForeign(last)
      ? [`the device is released from isolation by ${whoAsked(last)}`]
      : []),
  ];
};

/** An isolation of this incident that holds no more although nobody is known to have released it. */
const lost = (actions: readonly MachineAction[], run: CollectRun): readonly string[] => {
  const since = actions.filter((one) => isSince(one.creationDateTimeUtc, run.since));
  const last = since.findLast(({ type }) => type === "Isolate" || type === "Unisolate");
  const failed = last?.type === "Isolate" && last.status !== "Succeeded" && !isOpen(last);
  return failed && !isolationOf(actions)
    ? [`the isolation ended as ${cleanText(last.status, 20)}`]
    : [];
};

/** Alerts that began since: "2 alerts: Suspicious script, Malware was run". */
const newAlerts = (alerts: LogPart, since: Instant): readonly string[] => {
  const first = new Map<string, { readonly at: string; readonly title: string }>();
  for (const { AlertId: id, Timestamp: at, Title: title } of rowsIn(alerts, alertRow)) {
    const known = first.get(id);
    if (!known || Date.parse(at) < Date.parse(known.at)) first.set(id, { at, title: title ?? id });
  }
  const found = [...first.values()].filter(({ at }) => isSince(at, since));
  if (found.length === 0) return [];
  const titles = [...new Set(found.map(({ title }) => cleanText(title, 60)))].slice(0, 3);
  return [`${count(found.length, "alert")}: ${titles.join(", ")}`];
};

const standing = (actions: readonly MachineAction[]): string => {
  if (isolationOf(actions)) return "isolated";
  const open = actions.find((one) => one.type === "Isolate" && isOpen(one));
  if (open) return "not isolated yet, asked for";
  const released = releaseOf(actions);
  return released ? `not isolated, released by ${whoAsked(released)}` : "not isolated";
};

const readAll = async (context: ActionContext, machine: Machine, run: CollectRun) => {
  const actions: MachineAction[] = [];
  const actionPart = await part(async () => {
    actions.push(...(await readActions(context, machine.id)));
    return { values: actions, complete: true };
  });
  const question = huntQuestion(
    context,
    "alerts",
    {
      table: "AlertEvidence",
      clauses: [ofMachine(machine)],
      from: daysBefore(run.openedAt, days),
      to: daysBefore(context.now(), 0),
    },
    alertRow,
  );
  const alerts = await question.read();
  const asked = [`GET /api/machineactions of ${machine.id}`, question.asked];
  return { actions, parts: { "machine actions": actionPart, alerts }, asked };
};

const collect: SlowCollector["collect"] = (context, subject, run): Promise<Collected> =>
  onMachine(context, subject, { kind: "R6", run }, async (machine) => {
    const { actions, parts, asked } = await readAll(context, machine, run);
    const stands = isRead(parts["machine actions"]) ? [standing(actions)] : [];
    return lookOf(context, subject, run, {
      // Being released is a state, not an event: it is said for as long as it lasts.
      found: [
        timed(run, [
          ...releases(actions, run, context),
          ...lost(actions, run),
          ...newAlerts(parts.alerts, newSince(run)),
        ]),
      ],
      parts,
      asked,
      said: stands,
      facts: { machine: machine.id, isolation: stands[0] ?? null },
    });
  });

/** R6 of a device: is it still isolated, or who released it, and are there new alerts? */
export const deviceWatch: SlowCollector = {
  id: "device-watch",
  code: "R6",
  kind: "R6",
  title: "Watch of the device",
  subjectKinds: ["device"],
  team: "soc",
  permissions: {
    least: ["Device.Read.All", "Machine.Read.All"],
    optional: [{ name: "ThreatHunting.Read.All", for: "new alerts of the device" }],
  },
  licences: ["Defender for Endpoint", "Defender XDR"],
  runsAfter: looksAfter,
  collect,
};
