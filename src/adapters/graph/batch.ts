/** Many requests to Graph: 20 to a `$batch`, several batches under way, inside the published limits. */
import {
  type Answer,
  type BatchAnswer,
  type BatchRequest,
  type GraphBatch,
  TenantFault,
} from "../../actions/tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { allFaulty, batchBody, checkRequests, mostInBatch, readBatch } from "./batch-items.ts";
import { type Budget, costOf, type Service } from "./identity-budget.ts";

/** Batches under way at once, of all lists together: two of the sender's eight connections stay free for approvals. */
const underWay = 6;
/** An item is sent so often before its 429 is the caller's. */
const mostTries = 5;
/** A longer pause than this, in ms, is for the queue: who waits here holds a lease and can't be stopped. */
const longestWait = 15_000;
/** First pause where the service names none (Identity Protection), in ms; doubled each time. */
const firstWait = 1_000;

export type BatchDeps = {
  /** Sends one batch, once. Throws TenantFault. `path` is `/v1.0/$batch`. */
  readonly send: (path: string, body: Json) => Promise<Answer>;
  readonly budget: Budget;
  readonly now: () => Instant;
};

/** Lets so many through at once, in the order in which they came. */
const makeGate = (width: number) => {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, so nobody who comes just now takes it.
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
};

/** No more of a service in one batch than it takes at once. */
const widths: Readonly<Record<Service, number>> = {
  identity: mostInBatch,
  other: mostInBatch,
  reports: 4,
  "identity protection": 1,
};

const serviceOf = ({ method, path }: BatchRequest): Service => costOf(method, path).service;

/** One service to a batch, in the order of the requests. */
const chunksOf = (all: readonly BatchRequest[]): readonly (readonly BatchRequest[])[] =>
  [...new Set(all.map(serviceOf))].flatMap((service) => {
    const own = all.filter((request) => serviceOf(request) === service);
    const width = widths[service];
    return Array.from({ length: Math.ceil(own.length / width) }, (_, index) =>
      own.slice(index * width, (index + 1) * width),
    );
  });

const faultOf = (answer: BatchAnswer): TenantFault | undefined =>
  "fault" in answer ? answer.fault : undefined;

/**
 * May it be sent again without doing more than once? After a 429 nothing was done. After a 503 or without an answer
 * nobody knows: a read changes nothing, and a PATCH sets the same state once more.
 */
const isRepeatable = ({ method }: BatchRequest, fault: TenantFault): boolean => {
  if (fault.kind === "throttled") return true;
  const sets = method === "GET" || (method === "PATCH" && fault.status === 503);
  return sets && (fault.kind === "unavailable" || fault.kind === "no answer");
};

/** The pause that a fault asks for, in ms. */
const pauseOf = (fault: TenantFault, tries: number): number =>
  fault.retryAfterMs ?? firstWait * 2 ** (tries - 1);

type Round = {
  readonly final: readonly BatchAnswer[];
  readonly again: readonly BatchRequest[];
  /** How long whatever goes again waits, in ms. */
  readonly pause: number;
};

/** Parts what is final from what goes again, and holds the services that asked for a pause. */
const judge = (
  budget: Budget,
  requests: readonly BatchRequest[],
  answers: readonly BatchAnswer[],
  tries: number,
): Round => {
  const again: BatchRequest[] = [];
  let pause = 0;
  const byId = new Map(answers.map((answer) => [answer.id, answer] as const));
  for (const request of requests) {
    const answer = byId.get(request.id);
    const fault = answer && faultOf(answer);
    if (!fault || !isRepeatable(request, fault)) continue;
    const ms = pauseOf(fault, tries);
    if (fault.retryAfterMs !== undefined) budget.hold(serviceOf(request), ms);
    if (tries >= mostTries || ms > longestWait) continue;
    again.push(request);
    // The largest of a batch counts for all that go again with it (Graph json-batching).
    pause = Math.max(pause, ms);
  }
  const repeated = new Set(again.map(({ id }) => id));
  return { final: answers.filter(({ id }) => !repeated.has(id)), again, pause };
};

/** What nobody should wait for here, unsent: the service asked for a pause when somebody else was throttled. */
const unsent = (requests: readonly BatchRequest[], ms: number): readonly BatchAnswer[] =>
  allFaulty(
    requests,
    new TenantFault("Microsoft Graph asked for a pause; it wasn't sent", {
      kind: "throttled",
      status: 429,
      code: "Paused",
      requestId: "",
      retryAfterMs: ms,
    }),
  );

/** Faults of a batch as a whole that are those of its items; without a token no batch can be sent at all. */
const sendOnce = async (
  { send, now }: BatchDeps,
  path: string,
  requests: readonly BatchRequest[],
): Promise<readonly BatchAnswer[]> => {
  try {
    return readBatch(requests, await send(path, batchBody(requests)), now());
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind === "identity") throw fault;
    return allFaulty(requests, fault);
  }
};

/** Graph's `$batch` over a sender that sends once. */
export const makeBatch = (deps: BatchDeps): GraphBatch => {
  const { budget } = deps;
  const gate = makeGate(underWay);

  return {
    batch: async (requests, onAnswers) => {
      const path = `/${checkRequests(requests)}/$batch`;
      const answers: BatchAnswer[] = [];
      const chunks = [...chunksOf(requests)];
      let stopped = false;
      const goesOn = (): boolean => !stopped;

      /** Only what is final is told; what goes again isn't answered yet. */
      const tell = async (final: readonly BatchAnswer[]): Promise<void> => {
        answers.push(...final);
        if (final.length > 0 && (await onAnswers?.(final)) === false) stopped = true;
      };
      const sendChunk = async (chunk: readonly BatchRequest[]): Promise<void> => {
        let open = chunk;
        for (let tries = 1; open.length > 0 && goesOn(); tries += 1) {
          const sent = open;
          const costs = sent.map(({ method, path: to }) => costOf(method, to));
          const held = budget.heldFor(costs);
          if (held > longestWait) return tell(unsent(sent, held));
          await budget.take(costs);
          const answered = await gate(() => sendOnce(deps, path, sent));
          const round = judge(budget, sent, answered, tries);
          await tell(round.final);
          open = round.again;
          if (open.length > 0 && goesOn()) await budget.wait(round.pause);
        }
      };
      const lane = async (): Promise<void> => {
        for (let chunk = chunks.shift(); chunk && !stopped; chunk = chunks.shift()) {
          try {
            await sendChunk(chunk);
          } catch (fault) {
            stopped = true;
            throw fault;
          }
        }
      };
      // All lanes end before this does: nothing is under way when the caller goes on.
      const lanes = await Promise.allSettled(Array.from({ length: underWay }, lane));
      const failed = lanes.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
      return answers;
    },
  };
};
