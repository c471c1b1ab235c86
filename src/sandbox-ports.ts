/** The adapters to the simulated tenant: the same as to a real one, with its own authority added. */
import { makeDefender, type DefenderPort } from "./adapters/defender/defender.ts";
import { makeExchange } from "./adapters/exchange/exchange.ts";
import { makeCredential } from "./adapters/microsoft/credential.ts";
import { makeGraph } from "./adapters/graph/graph.ts";
import { makePlaces } from "./adapters/graph/places.ts";
import { type AppPorts } from "./app-ports.ts";
import { type Runtime } from "./application/ports/runtime.ts";
import { identityFor } from "./identity.ts";
import { type Sandbox } from "./sandbox/start-sandbox.ts";

/** The team in which incidents get their channels. */
export type HomeTeam = { readonly groupId: string; readonly name: string };

export type SandboxPorts = Pick<AppPorts, "places" | "identity" | "batch" | "slowGraph"> & {
  readonly graph: ReturnType<typeof makeGraph>;
  readonly exchange: ReturnType<typeof makeExchange>;
  readonly defender: DefenderPort;
};

/** Opens them; graph, exchange and defender are the caller's to close. */
export const sandboxPorts = (tenant: Sandbox, runtime: Runtime, team: HomeTeam): SandboxPorts => {
  const { url, tenantId, clientId, clientSecret, caPem: extraCaPem } = tenant;
  const credential = makeCredential({
    identity: { kind: "secret", clientId, secret: clientSecret },
    tenantId,
    authorityHost: url,
    extraCaPem,
  });
  const common = { baseUrl: url, extraCaPem, credential, now: () => runtime.now() };
  const graph = makeGraph(common);
  const scope = "https://outlook.office365.com/.default";
  const exchange = makeExchange({ ...common, enabled: true, scope, tenantId });
  const defenderScope = "https://api.securitycenter.microsoft.com/.default";
  const defender = makeDefender({ ...common, enabled: true, scope: defenderScope });
  const places = makePlaces({
    graph,
    now: () => runtime.now(),
    tenantId,
    teamId: team.groupId,
    catalogAppId: "cordon-sandbox",
    homeName: team.name,
  });
  const identity = identityFor(credential, [`${url}/.default`, scope, defenderScope]);
  return { graph, batch: graph, slowGraph: graph.slow, exchange, defender, places, identity };
};
