/** Resident memory of a run for a tenant before and after 100,000 requests that nobody should have sent. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import { message } from "../e2e/inbound-activity.ts";
import { botAppId, type InboundWorld, issuerName, startInbound } from "../e2e/inbound-world.ts";
import { residentMb } from "./child.ts";
import { type Figure, spellRatio } from "./figure.ts";

const requests = 100_000;
const atOnce = 40;
const settleMs = 10_000;
/** Compiled code, grown heap and open connections aren't what is looked for: they are there before it starts. */
const warmUp = 5_000;

type Junk = { readonly path?: string; readonly token?: string; readonly body: string };

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Looks like a token until its signature is verified. */
const unsigned = (claims: object): string => {
  const head = part({ alg: "RS256", typ: "JWT", kid: "k1" });
  return `${head}.${part({ exp: 4_000_000_000, ...claims })}.${randomBytes(256).toString("base64url")}`;
};

const kindsOf = (world: InboundWorld): readonly (() => Junk)[] => {
  const body = JSON.stringify(message(world));
  const claims = { iss: issuerName, aud: botAppId, serviceurl: world.serviceUrl };
  const entra = () => `https://login.microsoftonline.com/${randomUUID()}/v2.0`;
  const long = JSON.stringify({ text: "x".repeat(300_000) });
  return [
    () => ({ body }),
    () => ({ body, token: unsigned({ ...claims, iss: entra(), azp: botAppId, ver: "2.0" }) }),
    () => ({ body, token: unsigned({ ...claims, aud: randomUUID() }) }),
    () => ({ body, token: randomBytes(9_000).toString("base64url") }),
    // Past every check of ours: these reach the SDK, which verifies the signature.
    () => ({ body, token: unsigned(claims) }),
    () => ({ body: body.slice(0, -20), token: unsigned(claims) }),
    () => ({ body, path: `/${randomUUID()}` }),
    () => (randomInt(10) === 0 ? { body: long, token: unsigned(claims) } : { body: "{}" }),
  ];
};

/** Every second one from one address, which is soon told to wait; the others from anywhere. */
const sender = (at: number): string =>
  at % 2 === 0 ? "198.51.100.1" : [10, randomInt(256), randomInt(256), randomInt(256)].join(".");

const sendAll = async (
  world: InboundWorld,
  agent: Agent,
  count: number,
): Promise<Map<number, number>> => {
  const kinds = kindsOf(world);
  const seen = new Map<number, number>();
  let next = 0;
  const send = async (at: number): Promise<void> => {
    const junk = kinds[(at >> 1) % kinds.length]?.() ?? { body: "" };
    const { statusCode, body } = await agent.request({
      origin: world.url(),
      path: junk.path ?? "/api/messages",
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": sender(at),
        ...(junk.token !== undefined && { authorization: `Bearer ${junk.token}` }),
      },
      body: junk.body,
    });
    await body.dump();
    seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
  };
  const work = async (): Promise<void> => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return seen;
};

const answered = (seen: Map<number, number>): string =>
  [...seen]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${String(count)} × ${String(status)}`)
    .join(", ");

export const measureJunk = async (): Promise<readonly Figure[]> => {
  const world = await startInbound({ TRUSTED_PROXIES: "1" });
  const agent = new Agent({ connections: atOnce });
  try {
    const pid = world.pid();
    if (pid === undefined) throw new Error("Cordon has no process");
    await sendAll(world, agent, warmUp);
    await sleep(settleMs);
    const before = await residentMb(pid);
    const began = performance.now();
    const seen = await sendAll(world, agent, requests);
    const perSecond = requests / ((performance.now() - began) / 1_000);
    const spent = [...seen.keys()].filter((status) => status < 400 || status >= 500);
    if (spent.length > 0) throw new Error(`not all were refused: ${answered(seen)}`);
    await sleep(settleMs);
    const after = await residentMb(pid);
    const measured = `${spellRatio(after / before)} (${before.toFixed(0)} → ${after.toFixed(0)} MB)`;
    const note = `${perSecond.toFixed(0)}/s over ${String(atOnce)} connections: ${answered(seen)}`;
    return [{ name: "memory after 100,000 junk requests", measured, target: "≤ 1.05 ×", note }];
  } finally {
    await agent.close();
    await world.stop();
  }
};
