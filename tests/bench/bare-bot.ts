/** The same server and Teams adapter with nothing behind: answers every press with a line at once. */
import { systemRuntime } from "../../src/adapters/clock/system-runtime.ts";
import { makeTeams } from "../../src/adapters/teams/make-teams.ts";
import { startHttp } from "../../src/http.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { bench } from "./place.ts";

const ignore = (): void => undefined;

const teams = await makeTeams({
  mode: { kind: "sandbox", botId: bench.botId, tenantId: seedIds.tenant },
  receive: () => Promise.resolve({ kind: "line", text: "Recorded." }),
  serviceUrls: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
  log: { info: ignore, warn: ignore, error: ignore },
  runtime: systemRuntime(),
});
const http = await startHttp({
  port: 0,
  host: "127.0.0.1",
  process: (request, response) => teams.process(request, response),
  isReady: () => Promise.resolve(true),
});
process.once("SIGTERM", () => {
  teams.close();
  void http.close().then(() => process.exit(0));
});
process.send?.({ bot: `http://127.0.0.1:${http.port}/api/messages` });
