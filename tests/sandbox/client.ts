import { Agent, fetch, type Response } from "undici";
import { z } from "zod/v4";
import {
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../src/sandbox/start-sandbox.ts";

/** The fixed start of the tests' clock. */
export const start = new Date("2026-03-02T09:00:00.250Z");

export const ids = {
  teamId: "00000000-0000-4000-8000-00000000f00d",
  spareChannelId: "19:spare@thread.tacv2",
  groupChatId: "19:group@thread.v2",
} as const;

const json = z.record(z.string(), z.json());
export type Body = z.infer<typeof json>;

/** One answer, read whole. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Body };
type Headers = Response["headers"];

export type Rig = {
  readonly sandbox: Sandbox;
  readonly agent: Agent;
  /** Moves the sandbox's clock. */
  readonly pass: (ms: number) => void;
  readonly token: (scope?: string, secret?: string) => Promise<Answer>;
  readonly graph: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Extra,
  ) => Promise<Answer>;
  readonly exchange: (cmdlet: string, parameters: Body) => Promise<Answer>;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly raw: (path: string, init?: Parameters<typeof fetch>[1]) => Promise<Response>;
  readonly close: () => Promise<void>;
};
type Extra = Readonly<Record<string, string>>;

const read = async (response: Response): Promise<Answer> => {
  const source = await response.text();
  const body = source === "" ? {} : json.parse(JSON.parse(source));
  return { status: response.status, headers: response.headers, body };
};

/** Repeatable numbers from 0 to 1 (mulberry32). */
const seeded = (): (() => number) => {
  let state = 7;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A running sandbox with a client that trusts its authority and has tokens for both APIs. */
export const openRig = async (options: Partial<SandboxOptions> = {}): Promise<Rig> => {
  let clock = start.getTime();
  const sandbox = await startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    now: () => new Date(clock),
    random: seeded(),
    ...ids,
    ...options,
  });
  const agent = new Agent({ connect: { ca: sandbox.caPem } });
  const raw: Rig["raw"] = (path, init) =>
    fetch(`${sandbox.url}${path}`, { ...init, dispatcher: agent });
  const token: Rig["token"] = async (
    scope = "https://graph.microsoft.com/.default",
    secret = sandbox.clientSecret,
  ) => {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: sandbox.clientId,
      client_secret: secret,
      scope,
    });
    const path = `/${sandbox.tenantId}/oauth2/v2.0/token`;
    return read(await raw(path, { method: "POST", body: form }));
  };
  const accessToken = async (scope: string): Promise<string> =>
    z.string().parse((await token(scope)).body["access_token"]);
  const tokens = {
    graph: await accessToken("https://graph.microsoft.com/.default"),
    exchange: await accessToken("https://outlook.office365.com/.default"),
  };
  const call = async (
    method: string,
    path: string,
    body: unknown,
    headers: Extra,
  ): Promise<Answer> =>
    read(
      await raw(path, {
        method,
        headers: { "content-type": "application/json", ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    );
  return {
    sandbox,
    agent,
    pass: (ms) => {
      clock += ms;
    },
    token,
    raw,
    graph: (method, path, body, headers = {}) =>
      call(method, path.startsWith("/beta") ? path : `/v1.0${path}`, body, {
        authorization: `Bearer ${tokens.graph}`,
        ...headers,
      }),
    exchange: (CmdletName, Parameters) =>
      call(
        "POST",
        `/adminapi/beta/${sandbox.tenantId}/InvokeCommand`,
        { CmdletInput: { CmdletName, Parameters } },
        { authorization: `Bearer ${tokens.exchange}` },
      ),
    control: async (method, path, body) => {
      const response = await raw(`/_sandbox${path}`, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
      });
      return response.json();
    },
    close: async () => {
      await agent.destroy();
      await sandbox.close();
    },
  };
};

/** A member as text; "" when it isn't text. */
export const textOf = (row: Body | undefined, key: string): string => {
  const value = row?.[key];
  return typeof value === "string" ? value : "";
};

const rows = z.array(z.record(z.string(), z.json()));

/** The rows of a collection's page. */
export const valueOf = (answer: Answer): readonly Body[] => rows.parse(answer.body["value"]);

/** Follows `@odata.nextLink` to the end; the pages as they came. */
export const allPages = async (rig: Rig, path: string): Promise<readonly (readonly Body[])[]> => {
  const pages: (readonly Body[])[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer: Answer = await rig.graph("GET", next);
    pages.push(valueOf(answer));
    const link = answer.body["@odata.nextLink"];
    next = typeof link === "string" ? link.slice(`${rig.sandbox.url}/v1.0`.length) : undefined;
  }
  return pages;
};

/** Takes a role away from whoever holds it, as an administrator would: no ledger entry. */
export const withdraw = (rig: Rig, assignmentId: string): Promise<unknown> =>
  rig.control("POST", "/world", { table: "roleAssignments", key: assignmentId, set: null });

/** The `code` of an error body. */
export const codeOf = (answer: Answer): string =>
  z.object({ error: z.object({ code: z.string() }) }).parse(answer.body).error.code;

const entry = z.object({
  seq: z.number(),
  at: z.string(),
  clientRequestId: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  target: z.object({ kind: z.string(), id: z.string() }),
  change: z.record(z.string(), z.object({ from: z.json(), to: z.json() })),
});

/** The ledger: what really changed. */
export const ledgerOf = async (rig: Rig): Promise<readonly z.infer<typeof entry>[]> =>
  z.array(entry).parse(await rig.control("GET", "/ledger"));
