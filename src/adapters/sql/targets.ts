/** How far the targets of a list are: one row for each that something was asked for. */
import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool } from "kysely";
import { z } from "zod/v4";
import {
  type ListRun,
  type TargetProgress,
  type Targets,
  type TargetState,
  targetStates,
} from "../../application/ports/targets.ts";
import { instant, objectId } from "../../core/shared/ids.ts";
import { type Db, type Schema } from "./schema.ts";
import { plain, sortable } from "./stored.ts";

/** Rows in one statement: 8 values each, far below the 32,766 of SQLite. */
const mostRows = 1_000;

const stored = z.object({
  target: objectId,
  state: z.enum(targetStates),
  why: z.string(),
  request_id: z.string(),
  at: instant,
});

const readRow = (row: unknown): TargetProgress => {
  const { target, state, why, request_id: requestId, at } = stored.parse(row);
  return { id: target, state, why, requestId, at };
};

const rowOf = (run: ListRun, progress: TargetProgress): Schema["targets"] => ({
  incident: run.incident,
  step: run.step,
  plan_hash: run.planHash,
  target: progress.id,
  state: progress.state,
  why: plain(progress.why),
  request_id: plain(progress.requestId),
  at: sortable(progress.at),
});

const ofRun =
  ({ incident, step, planHash }: ListRun) =>
  (eb: ExpressionBuilder<Schema, "targets">): ExpressionWrapper<Schema, "targets", SqlBool> =>
    eb.and([eb("incident", "=", incident), eb("step", "=", step), eb("plan_hash", "=", planHash)]);

const saveSome = async (
  db: Db,
  run: ListRun,
  progress: readonly TargetProgress[],
): Promise<void> => {
  await db
    .insertInto("targets")
    .values(progress.map((one) => rowOf(run, one)))
    .onConflict((conflict) =>
      conflict.columns(["incident", "step", "plan_hash", "target"]).doUpdateSet((eb) => ({
        state: eb.ref("excluded.state"),
        why: eb.ref("excluded.why"),
        request_id: eb.ref("excluded.request_id"),
        at: eb.ref("excluded.at"),
      })),
    )
    .execute();
};

const countsOf = async (db: Db, run: ListRun): Promise<Readonly<Record<TargetState, number>>> => {
  const rows = await db
    .selectFrom("targets")
    .select((eb) => ["state", eb.fn.countAll().as("count")])
    .where(ofRun(run))
    .groupBy("state")
    .execute();
  const found = new Map(rows.map(({ state, count }) => [state, Number(count)] as const));
  const count = (state: TargetState): number => found.get(state) ?? 0;
  return {
    requested: count("requested"),
    accepted: count("accepted"),
    observed: count("observed"),
    "not observed": count("not observed"),
    failed: count("failed"),
    unknown: count("unknown"),
  };
};

const pageOf = async (
  db: Db,
  run: ListRun,
  { states, after = "", limit }: Parameters<Targets["page"]>[1],
): Promise<readonly TargetProgress[]> => {
  const rows = await db
    .selectFrom("targets")
    .select(["target", "state", "why", "request_id", "at"])
    .where(ofRun(run))
    .where("target", ">", after)
    .$if(states !== undefined, (query) => query.where("state", "in", states ?? []))
    .orderBy("target")
    .limit(limit)
    .execute();
  return rows.map(readRow);
};

/** The progress of lists over an open database: the event store's. */
export const makeTargets = (db: Db): Targets => ({
  save: async (run, progress) => {
    for (let from = 0; from < progress.length; from += mostRows) {
      await saveSome(db, run, progress.slice(from, from + mostRows));
    }
  },
  counts: (run) => countsOf(db, run),
  page: (run, page) => pageOf(db, run, page),
  observed: async (incident, step) => {
    const rows = await db
      .selectFrom("targets")
      .select("target")
      .distinct()
      .where("incident", "=", incident)
      .where("step", "=", step)
      .where("state", "=", "observed")
      .orderBy("target")
      .execute();
    return rows.map(({ target }) => objectId.parse(target));
  },
  clear: async (run) => {
    await db.deleteFrom("targets").where(ofRun(run)).execute();
  },
});
