/** A Cordon that talks to the fake Bot Framework: what one test needs, and how it stops. */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { makeTeams } from "../../../src/adapters/teams/make-teams.ts";
import { type Inbound, type Reply } from "../../../src/application/ports/chat.ts";
import { instant } from "../../../src/core/shared/ids.ts";
import { type Log } from "../../../src/application/ports/runtime.ts";
import {
  type Answer,
  type Call,
  listen,
  startConnector,
  startIssuer,
} from "./fake-bot-framework.ts";

export const appId = "0a0a0a0a-0000-4000-8000-00000000000b";
export const tenantId = "11111111-1111-4111-8111-111111111111";
export const ana = "aaaaaaaa-0000-4000-8000-000000000001";
export const ben = "aaaaaaaa-0000-4000-8000-000000000002";
export const issuerName = "https://api.botframework.com";
export const channelId = "19:chan@thread.tacv2";
export const threadId = `${channelId};messageid=1700000000500`;

export type Line = { readonly level: string; readonly fields: object; readonly text: string };

export const recordLog = (): { readonly lines: Line[]; readonly log: Log } => {
  const lines: Line[] = [];
  const write = (level: string) => (fields: object, text: string) => {
    lines.push({ level, fields, text });
  };
  return { lines, log: { info: write("info"), warn: write("warn"), error: write("error") } };
};

/** What Teams' connector answers when all is well. */
export const wellAnswers = (call: Call): Answer => {
  if (call.method === "PUT") return { status: 200, body: { id: "1" } };
  if (call.method === "GET") {
    const isBen = call.path.endsWith("/members/29:ben");
    return isBen
      ? { status: 200, body: { id: "29:ben", name: "Ben", objectId: ben } }
      : { status: 404 };
  }
  return call.path === "/v3/conversations"
    ? {
        status: 201,
        body: { id: `${channelId};messageid=1700000000900`, activityId: "1700000000900" },
      }
    : { status: 201, body: { id: "1700000000901" } };
};

type WorldOptions = {
  readonly reply?: (inbound: Inbound) => Reply;
  readonly connector?: (call: Call) => Answer;
  readonly kept?: string;
};

const startCordon = async (
  options: WorldOptions,
  around: { readonly connectorUrl: string; readonly metadataUrl: string },
) => {
  const received: Inbound[] = [];
  const saved: string[] = [];
  const { lines, log } = recordLog();
  const teams = await makeTeams({
    mode: {
      kind: "tenant",
      appId,
      tenantId,
      credential: { kind: "token", token: () => Promise.resolve("bot-token") },
      endpoints: {
        loginUrl: `https://login.microsoftonline.com/${tenantId}`,
        oauthScope: issuerName,
        tokenIssuer: issuerName,
        openIdMetadataUrl: around.metadataUrl,
        oauthUrl: issuerName,
      },
      allowedServiceUrls: [around.connectorUrl, "smba.trafficmanager.net"],
      serviceUrl: `${around.connectorUrl}/`,
    },
    receive: (inbound) => {
      received.push(inbound);
      const reply = options.reply?.(inbound) ?? { kind: "nothing" as const };
      return Promise.resolve(reply);
    },
    serviceUrls: {
      load: () => Promise.resolve(options.kept),
      save: (url) => {
        saved.push(url);
        return Promise.resolve();
      },
    },
    log,
    runtime: { id: randomUUID, now: () => instant.parse(new Date().toISOString()) },
  });
  return { teams, received, saved, lines };
};

export const startWorld = async (options: WorldOptions = {}) => {
  const issuer = await startIssuer();
  const connector = await startConnector(options.connector ?? wellAnswers);
  const around = { connectorUrl: connector.url, metadataUrl: issuer.metadataUrl };
  const cordon = await startCordon(options, around);
  const server = await listen(
    createServer((request, response) => {
      void cordon.teams.process(request, response);
    }),
  );
  const serviceUrl = `${connector.url}/`;
  const token = (claims: object = {}): string =>
    issuer.sign({ iss: issuerName, aud: appId, serviceurl: serviceUrl, ...claims });
  const send = async (activity: object, authorization: string | undefined) => {
    const json = { "content-type": "application/json; charset=utf-8" };
    const response = await fetch(`${server.url}/api/messages`, {
      method: "POST",
      headers: authorization === undefined ? json : { ...json, authorization },
      body: JSON.stringify(activity),
    });
    return { status: response.status, text: await response.text() };
  };
  return {
    ...cordon,
    calls: connector.calls,
    serviceUrl,
    token,
    send,
    /** Sends with a genuine token and reads the JSON answer. */
    teamsSends: async (activity: object): Promise<{ status: number; body: unknown }> => {
      const { status, text } = await send(activity, `Bearer ${token()}`);
      return { status, body: text === "" ? undefined : JSON.parse(text) };
    },
    close: async () => {
      cordon.teams.close();
      await Promise.all([server.close(), connector.close(), issuer.close()]);
    },
  };
};
export type World = Awaited<ReturnType<typeof startWorld>>;

/** A genuine activity in a channel thread; `changes` replace whole fields. */
export const activity = (serviceUrl: string, changes: object = {}): object => ({
  type: "message",
  id: "1700000000500",
  channelId: "msteams",
  serviceUrl,
  text: "<at>Cordon</at> open\n",
  from: { id: "29:ana", name: "Ana", aadObjectId: ana },
  recipient: { id: `28:${appId}`, name: "Cordon" },
  conversation: { id: threadId, conversationType: "channel", isGroup: true, tenantId },
  entities: [
    { type: "mention", text: "<at>Cordon</at>", mentioned: { id: `28:${appId}`, name: "Cordon" } },
    { type: "clientInfo", locale: "en-US" },
  ],
  channelData: {
    channel: { id: channelId },
    team: { id: "19:team@thread.tacv2" },
    tenant: { id: tenantId },
  },
  ...changes,
});

export const press = (serviceUrl: string, changes: object = {}): object =>
  activity(serviceUrl, {
    type: "invoke",
    name: "adaptiveCard/action",
    text: undefined,
    entities: undefined,
    value: { action: { type: "Action.Execute", verb: "approve", data: { nonce: "n1" } } },
    ...changes,
  });

export const extension = (serviceUrl: string, stage: "fetchTask" | "submitAction", value: object) =>
  activity(serviceUrl, {
    type: "invoke",
    name: `composeExtension/${stage}`,
    text: undefined,
    entities: undefined,
    value: { commandId: "openIncident", ...value },
  });
