/** What Teams sends a bot in a tenant, for the tests of the guard. Every part can be replaced. */
import { randomUUID } from "node:crypto";
import { botAppId, home, type InboundWorld } from "./inbound-world.ts";

/** A responder of env/directory.sandbox.yaml. */
const ana = "00000000-0000-4000-8000-0000000000a1";

type To = Pick<InboundWorld, "tenantId" | "serviceUrl">;

/** A message of Ana Costa in her personal chat; `changes` replace whole fields. */
export const message = ({ tenantId, serviceUrl }: To, changes: object = {}): object => ({
  type: "message",
  id: randomUUID(),
  channelId: "msteams",
  serviceUrl,
  text: "incident help",
  from: { id: "29:ana", name: "Ana Costa", aadObjectId: ana },
  recipient: { id: `28:${botAppId}`, name: "Cordon" },
  conversation: { id: "a:ana", conversationType: "personal", tenantId },
  channelData: { tenant: { id: tenantId } },
  ...changes,
});

/** A press on a card in the incident's channel. */
export const press = (to: To, action: object, changes: object = {}): object =>
  message(to, {
    type: "invoke",
    name: "adaptiveCard/action",
    text: undefined,
    conversation: { id: home, conversationType: "channel", tenantId: to.tenantId },
    value: { action: { type: "Action.Execute", ...action }, trigger: "manual" },
    ...changes,
  });
