/** The tenant of the `mass` measure in a process of its own: 100 ms away, with Microsoft's limits, and a crowd in it. Argument: people. */
import { request, Agent } from "undici";
import { startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { bench } from "./place.ts";

const [count = "1000"] = process.argv.slice(2);
const tenant = await startSandbox({
  port: 0,
  latencyMs: { min: 100, max: 100 },
  spareChannelId: "19:spare@thread.tacv2",
  groupChatId: "19:response@thread.v2",
  generalChannelId: bench.general,
  teamId: bench.groupId,
  limits: true,
  now: () => new Date(),
  random: Math.random,
});
const agent = new Agent({ connect: { ca: tenant.caPem } });
const { statusCode, body } = await request(`${tenant.url}/_sandbox/crowd`, {
  method: "POST",
  dispatcher: agent,
  body: JSON.stringify({ count: Number(count) }),
});
if (statusCode !== 201) throw new Error(await body.text());
await body.dump();
await agent.close();
process.once("SIGTERM", () => {
  void tenant.close().then(() => process.exit(0));
});
const { url, caPem, tenantId, clientId, clientSecret } = tenant;
process.send?.({ url, caPem, tenantId, clientId, clientSecret });
