/** Evidence of the fake tenant: the snapshot, and logs that take their time. */
import {
  type Collected,
  type CollectRun,
  type Collector,
  type Later,
  type SlowCollector,
} from "../../../src/actions/library.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { type ArtefactKind, type Subject } from "../../../src/core/incident/plan.ts";
import { aSubject } from "../incidents.ts";

type Next<T> = { next(name: string): T | undefined };

const entry = (kind: ArtefactKind) => ({
  id: `state-${kind.toLowerCase()}`,
  code: kind,
  subjectKinds: ["user"] as const,
  kind,
  title: `State ${kind}`,
  team: "identity",
  permissions: { least: [] },
});

/** Whose it is; nothing is said of the first subject, whom everything is about. */
const whose = ({ id }: Subject) => (id === aSubject().id ? {} : { subject: id });

/** Reads the state of a subject at once; `faults` come first. */
export const fakeCollector = (kind: ArtefactKind, faults: Next<Error>): Collector => ({
  ...entry(kind),
  collect: async (_context, subject) => {
    await Promise.resolve();
    const thrown = faults.next(kind);
    if (thrown) throw thrown;
    const content = { kind, ...whose(subject) };
    return { content, summary: `${kind}: 3 rules`, complete: true };
  },
});

/** What the next reading of logs comes to. */
export type LogScript = Error | Later | Pick<Collected, "alarm">;

/** One reading of logs that was asked for. */
export type LogReading = Pick<CollectRun, "run" | "since"> & {
  readonly subject: string;
  /** Files of its snapshot and of earlier readings that it could compare with. */
  readonly earlier: readonly Json[];
};

/** Reads logs at the opening and a day later; without a script they are read at once. */
export const fakeLogs = (
  kind: ArtefactKind,
  scripts: Next<LogScript>,
  readings: LogReading[],
): SlowCollector => ({
  ...entry(kind),
  runsAfter: [0, 1_440],
  collect: async (_context, subject, { run, since, earlier }) => {
    const before = earlier ? [...(await earlier("E0")), ...(await earlier(kind))] : [];
    readings.push({ run, since, subject: subject.name, earlier: before });
    const script = scripts.next(kind) ?? {};
    if (script instanceof Error) throw script;
    if ("later" in script) return script;
    const content = { kind, run, of: readings.length, ...whose(subject) };
    return { ...script, content, summary: `${kind}: 12 sign-ins`, complete: true };
  },
});
