/** One run of a slow collector against the sandbox, as the job asks for it. */
import { collectorFor, slowCollectorFor } from "../../../src/actions/catalogue.ts";
import { type Collected, type CollectRun } from "../../../src/actions/library.ts";
import { type ArtefactKind, type Subject } from "../../../src/core/incident/plan.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { after, incidentIdOf } from "../../../src/core/shared/ids.ts";
import { type Tenant } from "../tenant.ts";

export const hour = 3_600_000;
export const day = 24 * hour;

/** The incident of these runs; Cordon's comments name it. */
export const incident = incidentIdOf(7);

/** Opened `openedAgo` ms ago, and joined `joinedAgo` ms ago, at the opening unless said; `kept` are the files of before, by kind. */
export type Facts = Partial<Pick<CollectRun, "run" | "subjects">> & {
  readonly openedAgo?: number;
  readonly joinedAgo?: number;
  readonly kept?: Readonly<Partial<Record<ArtefactKind, readonly Json[]>>>;
};

/** What the collector of this kind made of it. */
export const slowRun = async (
  { context }: Tenant,
  kind: ArtefactKind,
  of: Subject,
  { openedAgo = 0, joinedAgo = openedAgo, kept, run = 0, subjects = [of] }: Facts = {},
): Promise<Collected> => {
  const collector = slowCollectorFor(kind, of.kind);
  if (!collector) throw new Error(`nothing collects ${kind} of a ${of.kind}`);
  const now = context.now();
  const [openedAt, since] = [after(now, -openedAgo), after(now, -joinedAgo)];
  const earlier = (one: ArtefactKind) => Promise.resolve(kept?.[one] ?? []);
  const order = { incident, openedAt, since, run, subjects, ...(kept && { earlier }) };
  const found = await collector.collect(context, of, order);
  if ("later" in found) throw new Error(found.later);
  return found;
};

/** What the snapshot keeps of this kind now. */
export const snapshot = async (
  { context }: Tenant,
  kind: ArtefactKind,
  of: Subject,
): Promise<Json> => {
  const collector = collectorFor(kind, of.kind);
  if (!collector) throw new Error(`no snapshot of ${kind}`);
  return (await collector.collect(context, of)).content;
};
