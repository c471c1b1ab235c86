/** Looking whether it holds: several looks, because directories answer from replicas. */
import { type ItemAnswer, type ItemReading } from "../actions/contract.ts";
import { TenantFault } from "../actions/tenant.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type ItemOutcome, type ItemState, type Plan } from "../core/incident/plan.ts";
import { type StepWork, type TenantWork } from "./job.ts";

/** Pauses before each look in ms: 5 looks in about 11 s, then the reading stands as it is. */
const pauses = [0, 500, 1_500, 3_000, 6_000] as const;

export const holdsAll = (readings: readonly ItemReading[]): boolean =>
  readings.length > 0 && readings.every((reading) => reading.state === "observed");

/** What the answer leaves out wasn't read: unknown, and never counted as holding. */
const withAll = (plan: Plan, readings: readonly ItemReading[]): readonly ItemReading[] => {
  const read = new Set(readings.map((reading) => reading.id));
  const why = "The answer doesn't mention it.";
  const absent = plan.items.filter((item) => !read.has(item.id));
  return [...readings, ...absent.map(({ id }): ItemReading => ({ id, state: "unknown", why }))];
};

const look = async (
  work: TenantWork,
  found: StepWork,
  plan: Plan,
): Promise<readonly ItemReading[]> => {
  const { action, subject, step } = found;
  if (step.status.kind !== "running" && step.status.kind !== "settled") {
    throw new Error(`step ${step.definition.key} wasn't requested`);
  }
  const since = step.status.effect.requestedAt;
  const way = plan.direction === "undo" ? action.undo : action;
  if (!way) throw new Error(`${action.id} has no undo`);
  try {
    return withAll(plan, await way.observe(work.context, subject, { plan, since }));
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    const why = `Can't be read: ${fault.code}`;
    return plan.items.map((item) => ({ id: item.id, state: "unknown", why }));
  }
};

/** Nothing could be read: the service is away, and nothing is known that wasn't before. */
export const isBlind = (readings: readonly ItemReading[]): boolean =>
  readings.every((reading) => reading.state === "unknown");

/** Reads until everything holds or the looks are used up; the last reading counts. */
export const readBack = async (
  work: TenantWork,
  found: StepWork,
  plan: Plan,
  looks: number = pauses.length,
): Promise<readonly ItemReading[]> => {
  let readings: readonly ItemReading[] = [];
  for (const pause of pauses.slice(0, looks)) {
    if (pause > 0) await work.wait(pause);
    readings = await look(work, found, plan);
    if (holdsAll(readings)) break;
  }
  return readings;
};

/** What was answered, and what was read. */
export type Seen = {
  readonly answers: readonly ItemAnswer[];
  readonly readings: readonly ItemReading[];
  /** Set when a request may have been made that can't be repeated. */
  readonly doubt?: boolean;
};

/** A request that was refused is failed, unless the state that it asked for is seen to hold anyway. */
const refusal = (
  { state }: ItemReading,
  answer: ItemAnswer | undefined,
  momentary: boolean,
): string | undefined =>
  answer?.state === "failed" && (momentary || state !== "observed") ? answer.why : undefined;

/** What is still under way can't be told from outside: when patience ends it is for a person. */
const stateOf = ({ state }: ItemReading): ItemState => (state === "pending" ? "unknown" : state);

const outcomeOfItem = (reading: ItemReading, seen: Seen, momentary: boolean): ItemOutcome => {
  const { id, why } = reading;
  const state = stateOf(reading);
  const answer = seen.answers.find((entry) => entry.id === id);
  const refused = refusal(reading, answer, momentary);
  if (refused !== undefined) return { id, state: "failed", why: refused };
  if (state === "observed") return { id, state, why };
  const doubt = seen.doubt === true || answer?.state === "unknown";
  return doubt ? { id, state: "unknown", why: answer?.why ?? why } : { id, state, why };
};

const sentence = (items: readonly ItemOutcome[]): string => {
  const [first] = items;
  if (items.length === 1 && first) return first.why;
  const observed = items.filter((item) => item.state === "observed").length;
  return `${String(observed)} of ${String(items.length)} read back as asked.`;
};

/** What was seen, as the wish that settles the effect. */
export const settleWish = (
  found: StepWork,
  seen: Seen,
  residual: "starts" | "over" = "starts",
): Wish => {
  const momentary = found.action.momentary === true;
  const items = seen.readings.map((reading) => outcomeOfItem(reading, seen, momentary));
  const { status, definition } = found.step;
  return {
    type: "SettleEffect",
    step: definition.key,
    ...("proposal" in status && { approvalId: status.proposal.approvalId }),
    items,
    seen: sentence(items),
    residualMinutes: residual === "starts" ? found.action.residual?.minutes : undefined,
  };
};
