/** The sandbox with Cordon's own adapters in front of it: what tests judge by is its ledger. */
import { Agent, fetch } from "undici";
import { z } from "zod/v4";
import { type ActionContext } from "../../src/actions/context.ts";
import { makeDefender } from "../../src/adapters/defender/defender.ts";
import { makeExchange } from "../../src/adapters/exchange/exchange.ts";
import { makeCredential } from "../../src/adapters/microsoft/credential.ts";
import { makeGraph, type GraphPort } from "../../src/adapters/graph/graph.ts";
import { actionById } from "../../src/actions/catalogue.ts";
import { tierOf } from "../../src/core/approval/tier.ts";
import { type Plan, type Subject } from "../../src/core/incident/plan.ts";
import {
  incidentIdOf,
  instant,
  type Instant,
  objectId,
  stepKey,
} from "../../src/core/shared/ids.ts";
import { type Draft } from "../../src/actions/contract.ts";
import { type RecordBodies } from "../../src/sandbox/request-log.ts";
import { type TableName } from "../../src/sandbox/state.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/start-sandbox.ts";

const ledgerSchema = z.array(
  z.looseObject({
    seq: z.number(),
    method: z.string(),
    path: z.string(),
    clientRequestId: z.string().nullable(),
    target: z.object({ kind: z.string(), id: z.string() }),
    change: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
  }),
);
export type LedgerEntry = z.infer<typeof ledgerSchema>[number];

const requestsSchema = z.array(
  z.looseObject({
    method: z.string(),
    path: z.string(),
    query: z.string(),
    status: z.number(),
    clientRequestId: z.string().nullable(),
  }),
);
export type RequestEntry = z.infer<typeof requestsSchema>[number];

export const teamId = "00000000-0000-4000-8000-00000000f00d";

export type Tenant = {
  readonly sandbox: Sandbox;
  readonly context: ActionContext;
  readonly graph: GraphPort;
  /** Passwords that were made, in order. */
  readonly secrets: readonly string[];
  /** Waits that repeated reads asked for, in ms; none is really waited. */
  readonly waits: number[];
  readonly ledger: () => Promise<readonly LedgerEntry[]>;
  readonly requests: () => Promise<readonly RequestEntry[]>;
  readonly fault: (fault: Readonly<Record<string, unknown>>) => Promise<void>;
  /** What others do meanwhile: members of a row set, or the row taken away; not in the ledger. */
  readonly world: (
    table: TableName,
    key: string,
    set: Readonly<Record<string, unknown>> | null,
  ) => Promise<void>;
  /** The tenant as seeded, without ledger and faults. */
  readonly reset: () => Promise<void>;
  /** Moves the sandbox's clock and Cordon's. */
  readonly pass: (ms: number) => void;
  readonly close: () => Promise<void>;
};

export const now = (): Instant => instant.parse(new Date().toISOString());

/** Exchange as the operator left it: off. */
export const exchangeOff: ActionContext["exchange"] = {
  available: false,
  invoke: (cmdlet) => Promise.reject(new Error(`${cmdlet} was sent although Exchange is off`)),
};

const makeControl = (sandbox: Sandbox, agent: Agent) => {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
      method,
      dispatcher: agent,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
    return response.json();
  };
  return {
    ledger: async () => ledgerSchema.parse(await call("GET", "/ledger")),
    requests: async () => requestsSchema.parse(await call("GET", "/requests")),
    fault: async (fault: Readonly<Record<string, unknown>>) => {
      await call("POST", "/faults", fault);
    },
    world: async (table: TableName, key: string, set: Readonly<Record<string, unknown>> | null) => {
      await call("POST", "/world", { table, key, set });
    },
    reset: async () => {
      await call("POST", "/reset", {});
    },
  };
};

/** Starts a tenant on a free port. */
export const startTenant = async (
  timeoutMs = 5_000,
  recordBodies: RecordBodies = () => undefined,
): Promise<Tenant> => {
  let passed = 0;
  const clock = (): Date => new Date(Date.now() + passed);
  const sandbox = await startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    spareChannelId: "19:spare@thread.tacv2",
    groupChatId: "19:group@thread.v2",
    teamId,
    now: clock,
    realNow: clock,
    random: Math.random,
    recordBodies,
  });
  const { url, tenantId, caPem: extraCaPem } = sandbox;
  const credential = makeCredential({
    identity: { kind: "secret", clientId: sandbox.clientId, secret: sandbox.clientSecret },
    tenantId,
    authorityHost: url,
    extraCaPem,
  });
  const at = (): Instant => instant.parse(clock().toISOString());
  const waits: number[] = [];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const common = { baseUrl: url, extraCaPem, credential, now: at, timeoutMs };
  const graph = makeGraph({ ...common, wait });
  const exchange = makeExchange({
    ...common,
    enabled: true,
    tenantId,
    scope: `${url}/exchange/.default`,
  });
  const defenderScope = `${url}/defender/.default`;
  // Three seconds between calls as the budget sees them: tests aren't held up by it (tests/adapters/defender).
  let calls = 0;
  const defenderClock = (): number => (calls += 1) * 3_000;
  const budget = { clock: defenderClock, wait };
  const defender = makeDefender({ ...common, enabled: true, scope: defenderScope, ...budget });
  const agent = new Agent({ connect: { ca: extraCaPem } });
  const secrets: string[] = [];
  return {
    sandbox,
    graph,
    secrets,
    waits,
    ...makeControl(sandbox, agent),
    pass: (ms) => {
      passed += ms;
    },
    context: {
      graph,
      exchange,
      defender,
      now: at,
      secret: () => {
        const made = `Sandbox-${String(secrets.length)}-x9!Qw7#Lm2$`;
        secrets.push(made);
        return made;
      },
      seal: () => Promise.resolve(),
      never: {
        breakGlass: [objectId.parse(seedIds.breakGlass)],
        own: [seedIds.client, seedIds.containmentPrincipal],
        responder: () => undefined,
      },
    },
    close: async () => {
      await graph.close();
      await exchange.close();
      await defender.close();
      await agent.destroy();
      await sandbox.close();
    },
  };
};

/** A person of the sandbox as a subject. */
export const subject = (id: string, name = "Marta Oliveira"): Subject => ({
  kind: "user",
  id: objectId.parse(id),
  name,
  address: "marta.oliveira@contoso.example",
  about: "member, enabled, cloud-only, Finance",
});

/** Whose plan it is; for a person unless it says otherwise. */
type PlanFacts = {
  readonly action: string;
  readonly id: string;
  readonly kind?: Subject["kind"];
};

/** A draft as the plan that people vote on; the tier is the action's, or more for who the target is. */
export const planOf = (draft: Draft, facts: PlanFacts): Plan => ({
  incident: incidentIdOf(1),
  step: stepKey.parse("a-step"),
  action: facts.action,
  direction: "apply",
  subject: { kind: facts.kind ?? "user", id: objectId.parse(facts.id) },
  tier: tierOf(actionById(facts.action)?.tier ?? 0, draft.traits),
  ...draft,
});
