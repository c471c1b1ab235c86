/** How long the snapshot E0–E3 of one person takes against a tenant 100 ms away: containment waits for it, and for nothing slower. */
import { z } from "zod/v4";
import { collectorCatalogue } from "../../src/actions/catalogue.ts";
import { type ActionContext } from "../../src/actions/context.ts";
import { makeExchange } from "../../src/adapters/exchange/exchange.ts";
import { makeGraph } from "../../src/adapters/graph/graph.ts";
import { makeCredential } from "../../src/adapters/microsoft/credential.ts";
import { systemRuntime } from "../../src/adapters/clock/system-runtime.ts";
import { subject as aPerson } from "../actions/tenant.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { startProgram } from "./child.ts";
import { type Figure, median, spellMs } from "./figure.ts";

const place = z.object({
  url: z.url(),
  caPem: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});
const rounds = 7;
const runtime = systemRuntime();
const marta = aPerson(seedIds.marta);
const kinds = ["E0", "E1", "E2", "E3"];

const absent = (): Promise<never> => Promise.reject(new Error("nobody asks for it here"));

/** All four at the same time, as the workers do it; the first round also fetches the tokens and isn't counted. */
export const measureSnapshot = async (): Promise<readonly Figure[]> => {
  const tenant = await startProgram("mass-tenant.ts", ["1"], place);
  const { url, caPem: extraCaPem, tenantId, clientId, clientSecret } = tenant.said;
  const identity = { kind: "secret", clientId, secret: clientSecret } as const;
  const credential = makeCredential({ identity, tenantId, authorityHost: url, extraCaPem });
  const common = { baseUrl: url, extraCaPem, credential, now: () => runtime.now() };
  const graph = makeGraph(common);
  const scope = "https://outlook.office365.com/.default";
  const exchange = makeExchange({ ...common, enabled: true, scope, tenantId });
  const context: ActionContext = {
    graph,
    exchange,
    defender: { get: absent, list: absent, post: absent, delete: absent },
    now: () => runtime.now(),
    secret: () => runtime.secret(),
    seal: absent,
    never: { breakGlass: [], own: [], responder: () => undefined },
  };
  const collectors = collectorCatalogue.filter(
    ({ kind, subjectKinds }) => kinds.includes(kind) && subjectKinds.includes("user"),
  );
  const took: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now();
    await Promise.all(collectors.map((collector) => collector.collect(context, marta)));
    if (round > 0) took.push(performance.now() - start);
    // Logs and sign-in methods allow 5 requests in 10 s: rounds mustn't wait for each other.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
  }
  await Promise.all([graph.close(), exchange.close()]);
  await tenant.stop();
  return [
    {
      name: "snapshot E0–E3 of one person",
      measured: spellMs(median(took)),
      target: "< 2 s",
      note: `median of ${String(rounds)}, longest ${spellMs(Math.max(...took))}, tenant 100 ms away, limits on`,
    },
  ];
};
