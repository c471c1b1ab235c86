/**
 * One step over many accounts, against a tenant 100 ms away that keeps Microsoft's published limits.
 *
 * What the throttling budget alone allows is worked out from the requests that were made: a bucket that holds C and gets r
 * more each second lets N through after max(0, (N - C) / r) seconds; for identity that is 8,000 and 800 resource units, and
 * 3,000 and 20 writes. The longer of the two is the floor. 1,000 accounts fit into full buckets, so the share is taken where
 * the budget is what one waits for: 4,000 writes.
 */
import { Agent, request } from "undici";
import { z } from "zod/v4";
import { actionById } from "../../src/actions/catalogue.ts";
import { type ActionContext } from "../../src/actions/context.ts";
import { type Action } from "../../src/actions/contract.ts";
import { type GraphPort, makeGraph } from "../../src/adapters/graph/graph.ts";
import { makeCredential } from "../../src/adapters/microsoft/credential.ts";
import { systemRuntime } from "../../src/adapters/clock/system-runtime.ts";
import { type TargetList } from "../../src/core/incident/plan.ts";
import { planOf, subject } from "../actions/tenant.ts";
import { openListWorld, planIn } from "../jobs/list-world.ts";
import { type Program, residentMb, startProgram } from "./child.ts";
import { type Figure, spellMs, spellRatio } from "./figure.ts";

const place = z.object({
  url: z.url(),
  caPem: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const runtime = systemRuntime();

type Bench = {
  readonly tenant: Program<z.infer<typeof place>>;
  readonly graph: GraphPort;
  readonly context: ActionContext;
};

const absent = (): Promise<never> => Promise.reject(new Error("nobody asks for it here"));

const open = async (people: number): Promise<Bench> => {
  const tenant = await startProgram("mass-tenant.ts", [String(people)], place);
  const { url, caPem: extraCaPem, tenantId, clientId, clientSecret } = tenant.said;
  const identity = { kind: "secret", clientId, secret: clientSecret } as const;
  const credential = makeCredential({ identity, tenantId, authorityHost: url, extraCaPem });
  const now = () => runtime.now();
  const graph = makeGraph({ baseUrl: url, extraCaPem, credential, now });
  await graph.get("/v1.0/users?$top=1");
  const context: ActionContext = {
    graph,
    exchange: { available: false, invoke: absent },
    defender: { get: absent, list: absent, post: absent, delete: absent },
    now,
    secret: () => runtime.secret(),
    seal: absent,
    never: { breakGlass: [], own: [], responder: () => undefined },
  };
  return { tenant, graph, context };
};

const close = async ({ tenant, graph }: Bench): Promise<void> => {
  await graph.close();
  await tenant.stop();
};

/** Object ids of the crowd, from number `from` (0 is the first). */
const crowd = (from: number, count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, index) => `70000000-0000-4000-8000-${String(from + index + 1).padStart(12, "0")}`,
  );

const actionOf = (id: string): Action => {
  const found = actionById(id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
};
const deeds = ["block-sign-in", "revoke-sign-in-sessions"] as const;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** One account after the other: read for the plan, read again at the vote, requested, read back; as single steps do it. */
const oneByOne = async ({ context }: Bench, ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    for (const deed of deeds) {
      const action = actionOf(deed);
      const who = subject(id);
      await action.preview(context, who);
      const preview = await action.preview(context, who);
      if (preview.kind !== "plan") throw new Error(`${id}: ${preview.kind}`);
      const plan = planOf(preview.draft, { action: deed, id });
      const since = runtime.now();
      await action.apply(context, who, plan);
      const [reading] = await action.observe(context, who, { plan, since });
      if (reading?.state !== "observed") throw new Error(`${id}: ${reading?.state ?? "unread"}`);
    }
  }
};

type Ran = { readonly planMs: number; readonly runMs: number };

/** A list from the given file to its totals; all of it must be observed. */
const runOne = async (bench: Bench, ids: readonly string[], deed: string): Promise<Ran> => {
  const world = await openListWorld(bench, ids, deed);
  try {
    let list: TargetList | undefined;
    const planMs = await timed(async () => {
      const plan = planIn(await world.propose());
      list = plan.targets;
      await world.start(plan);
    });
    const runMs = await timed(() => world.runToEnd());
    const { status } = (await world.step()).step;
    const observed = status.kind === "settled" ? status.effect.totals?.observed : undefined;
    if (list?.count !== ids.length || observed !== ids.length) {
      throw new Error(`${String(observed)} of ${String(ids.length)} observed`);
    }
    return { planMs, runMs };
  } finally {
    await world.close();
  }
};

const log = z.array(z.looseObject({ method: z.string(), path: z.string(), status: z.number() }));

/** Writes and reads of identity that were made since so many requests; each read of a user with `$select` is one unit. */
const madeSince = async (
  { tenant: { said } }: Bench,
  from: number,
): Promise<{
  readonly all: number;
  readonly units: number;
  readonly writes: number;
  readonly refused: number;
}> => {
  const agent = new Agent({ connect: { ca: said.caPem } });
  try {
    const { body } = await request(`${said.url}/_sandbox/requests`, { dispatcher: agent });
    const entries = log.parse(await body.json());
    const made = entries.slice(from).filter(({ path }) => path.startsWith("/v1.0/users/"));
    const writes = made.filter(({ method }) => method !== "GET").length;
    const refused = made.filter(({ status }) => status === 429).length;
    return { all: entries.length, units: made.length, writes, refused };
  } finally {
    await agent.close();
  }
};

const floorMs = ({ units, writes }: { readonly units: number; readonly writes: number }): number =>
  Math.max(0, (units - 8_000) / 800, (writes - 3_000) / 20) * 1_000;

const serialAccounts = 30;
const accounts = 1_000;

const measureParallel = async (): Promise<readonly Figure[]> => {
  const bench = await open(serialAccounts + accounts);
  try {
    const serial = await timed(() => oneByOne(bench, crowd(0, serialAccounts)));
    const scaled = (serial / serialAccounts) * accounts;
    let whole = 0;
    for (const deed of deeds) {
      const { planMs, runMs } = await runOne(bench, crowd(serialAccounts, accounts), deed);
      whole += planMs + runMs;
    }
    return [
      {
        name: "block and revoke of 1,000 accounts, lists against one by one",
        measured: spellRatio(scaled / whole),
        target: ">= 15 ×",
        note: `${spellMs(whole)} with plans, against ${spellMs(scaled)}: ${serialAccounts} accounts in ${spellMs(serial)}, scaled`,
      },
    ];
  } finally {
    await close(bench);
  }
};

const bound = 4_000;

const measureBudget = async (): Promise<readonly Figure[]> => {
  const bench = await open(10_000);
  try {
    const idle = await residentMb(process.pid);
    let most = idle;
    const watch = setInterval(() => {
      void residentMb(process.pid).then((mb) => {
        most = Math.max(most, mb);
      });
    }, 50);
    const world = await openListWorld(bench, crowd(0, 10_000));
    const planMs = await timed(() => world.propose());
    await world.close();
    clearInterval(watch);
    const before = await madeSince(bench, 0);
    const { runMs } = await runOne(bench, crowd(0, bound), "block-sign-in");
    const made = await madeSince(bench, before.all);
    const floor = floorMs(made);
    return [
      {
        name: "block of 4,000 accounts against what the throttling budget alone allows",
        measured: spellRatio(runMs / floor),
        target: "<= 1.15 ×",
        note: `${spellMs(runMs)} against max((${made.units} - 8,000)/800, (${made.writes} - 3,000)/20) s = ${spellMs(floor)}; ${made.refused} items throttled`,
      },
      {
        name: "memory of a plan over 10,000 accounts above idle",
        measured: `${(most - idle).toFixed(0)} MB`,
        target: "< 150 MB",
        note: `at its peak, from ${idle.toFixed(0)} MB; read in ${spellMs(planMs)}`,
      },
    ];
  } finally {
    await close(bench);
  }
};

export const measureMass = async (): Promise<readonly Figure[]> => [
  ...(await measureParallel()),
  ...(await measureBudget()),
];
