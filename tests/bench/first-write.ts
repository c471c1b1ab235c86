/** From the answer to an approval to the first write that arrives at the tenant. */
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { z } from "zod/v4";
import { type Figure, median, quantile, spellMs } from "./figure.ts";
import { ana } from "./responders.ts";
import { openUntilCards, type Running } from "./running.ts";

/** People without a privileged role who decide nothing here; each can be blocked once. */
const subjects = [
  "jonas.berg@contoso.example",
  "jonas.berg2@contoso.example",
  "mallory@contoso.example",
  "nils.holm@contoso.example",
  "bo.eriksen@contoso.example",
];

const log = z.array(
  z.looseObject({
    method: z.string(),
    path: z.string(),
    at: z.string().transform((text) => Date.parse(text)),
  }),
);
type Entry = z.infer<typeof log>[number];

const requestsOf = async ({ tenant, agent }: Running): Promise<readonly Entry[]> => {
  const { body } = await request(`${tenant.url}/_sandbox/requests`, { dispatcher: agent });
  return log.parse(await body.json());
};

/** What the tenant was asked since then, up to the first change of an account. */
const writtenSince = async (running: Running, startedAt: number): Promise<readonly Entry[]> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const since = (await requestsOf(running)).filter(({ at }) => at >= startedAt);
    const write = since.find(({ method, path }) => method === "PATCH" && path.includes("/users/"));
    if (write) return [...since.filter(({ at }) => at < write.at), write];
    await sleep(50);
  }
  return [];
};

type Sample = { readonly answer: number; readonly write: number; readonly reads: number };

const sampleOf = async (running: Running, address: string): Promise<Sample> => {
  const { responders } = running;
  const before = responders.cards.length;
  await openUntilCards(running, address, { incidents: 1, cards: 1 });
  await responders.quiet(600);
  // Step 1 is "block sign-in": one PATCH of the account.
  const card = responders.cards.slice(before).find(({ step }) => step === 1);
  if (card === undefined) throw new Error(`${address}: sign-in can't be blocked`);
  const startedAt = Date.now();
  const { answeredAt, ms } = await responders.press(ana, card);
  const since = await writtenSince(running, startedAt);
  const write = since.at(-1);
  if (write === undefined) throw new Error(`${address}: nothing was written`);
  const reads = since.filter(({ method }) => method === "GET").length;
  return { answer: ms, write: write.at - answeredAt, reads };
};

/** One row; `latency` says in words how the tenant answers. */
export const measureFirstWrite = async (
  running: Running,
  latency: string,
  target: string,
): Promise<readonly Figure[]> => {
  const samples: Sample[] = [];
  for (const address of subjects) samples.push(await sampleOf(running, address));
  const writes = samples.map(({ write }) => write);
  const reads = median(samples.map((sample) => sample.reads));
  return [
    {
      name: `approval answered to first write, tenant ${latency}`,
      measured: `${spellMs(median(writes))} (worst ${spellMs(quantile(writes, 1))})`,
      target,
      note: `median of ${samples.length}; ${reads} reads come before: what was approved must still be so`,
    },
  ];
};
