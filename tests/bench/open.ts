/** From "incident open" to the first card in the channel, against the calls that nothing can avoid. */
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { z } from "zod/v4";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { type Figure, median, spellMs, spellRatio } from "./figure.ts";
import { bench } from "./place.ts";
import { type Arrival, rootPost } from "./responders.ts";
import { type Running } from "./running.ts";

const subject = "marta.oliveira@contoso.example";
const rounds = 10;

const inNewChannel = (arrival: Arrival): number | undefined => {
  const root = rootPost(arrival.call);
  return root && root.channel !== bench.general ? arrival.at : undefined;
};

const openOnce = async ({ responders }: Running): Promise<number> => {
  const first = responders.next(inNewChannel);
  const start = performance.now();
  const said = responders.say(`incident open mailbox-compromise ${subject} sev2`);
  const ms = (await first) - start;
  await said;
  return ms;
};

const tokenAnswer = z.looseObject({ access_token: z.string() });

const tokenOf = async ({ tenant, agent }: Running): Promise<string> => {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    scope: `${tenant.url}/.default`,
  });
  const address = `${tenant.url}/${seedIds.tenant}/oauth2/v2.0/token`;
  const { body } = await request(address, {
    method: "POST",
    dispatcher: agent,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  return tokenAnswer.parse(await body.json()).access_token;
};

/** Find the user; make the channel, read the members beside it; post. Nothing decided, stored or drawn. */
const bareOnce = async (running: Running, token: string, number: number): Promise<number> => {
  const { tenant, agent, responders } = running;
  const call = async (address: string, post?: object): Promise<void> => {
    const { statusCode, body } = await request(address, {
      method: post ? "POST" : "GET",
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: post ? JSON.stringify(post) : null,
    });
    await body.text();
    if (statusCode >= 300) throw new Error(`${address}: ${statusCode}`);
  };
  const filter = encodeURIComponent(`userPrincipalName eq '${subject}' or mail eq '${subject}'`);
  const channels = `${tenant.url}/v1.0/teams/${bench.groupId}/channels`;
  const displayName = `Bare ${number}`;
  const channel = { id: "19:bare@thread.tacv2" };
  const start = performance.now();
  await call(`${tenant.url}/v1.0/users?$filter=${filter}`);
  await Promise.all([
    call(channels, { displayName, membershipType: "standard" }),
    call(`${tenant.url}/v1.0/teams/${bench.groupId}/members?$top=999`),
  ]);
  const first = responders.next(inNewChannel);
  await call(`${responders.connector}/v3/conversations`, {
    channelData: { channel },
    activity: {},
  });
  return (await first) - start;
};

/** `running` must be fresh: the first opening is the cold one. */
export const measureOpen = async (running: Running): Promise<readonly Figure[]> => {
  const cold = await openOnce(running);
  const token = await tokenOf(running);
  const [warm, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    // The steps of the last one have their cards: people don't open the next within the second.
    await running.responders.quiet(500);
    bare.push(await bareOnce(running, token, round));
    await sleep(50);
    warm.push(await openOnce(running));
  }
  await running.responders.quiet(500);
  const [ours, theirs] = [median(warm), median(bare)];
  return [
    {
      name: "`incident open` to the first card",
      measured: `${spellRatio(ours / theirs)} (${spellMs(ours)})`,
      target: "≤ 1.30 ×",
      note: `against ${spellMs(theirs)} of unavoidable calls; tenant answers in 80–160 ms; medians of ${rounds}`,
    },
    {
      name: "the same, first one after the start",
      measured: `${spellRatio(cold / theirs)} (${spellMs(cold)})`,
      target: "none",
      note: "one value; with whatever is loaded and fetched only once",
    },
  ];
};
