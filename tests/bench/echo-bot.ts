/** The peer: restify and teams-ai's adapter as their own samples wire them, which answer every invoke with a line. None of Cordon's code. */
import { TeamsAdapter } from "@microsoft/teams-ai/lib/TeamsAdapter.js";
import restify from "restify";

const adapter = new TeamsAdapter({});
const server = restify.createServer();
server.use(restify.plugins.bodyParser());
// restify tells async handlers by their constructor: an arrow that returns a promise won't do.
server.post("/api/messages", async (request: restify.Request, response: restify.Response) => {
  const { headers } = request;
  // restify types the parsed body as any; Bot Framework's own type is this one.
  const activity = request.body as Record<string, unknown>;
  await adapter.process({ body: activity, headers, method: "POST" }, response, async (context) => {
    const value = "Recorded.";
    const body = { statusCode: 200, type: "application/vnd.microsoft.activity.message", value };
    await context.sendActivity({ type: "invokeResponse", value: { status: 200, body } });
  });
});
server.listen(0, "127.0.0.1", () => {
  // address() is an object for a TCP server that listens.
  const { port } = server.address() as { port: number };
  process.send?.({ bot: `http://127.0.0.1:${port}/api/messages` });
});
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
});
