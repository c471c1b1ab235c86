/** The product in a process of its own, with people around it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import { z } from "zod/v4";
import { startProgram } from "./child.ts";
import { type Responders, startResponders } from "./responders.ts";

const said = z.object({
  bot: z.url(),
  tenant: z.object({
    url: z.url(),
    caPem: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  }),
});

export type Running = {
  readonly pid: number;
  readonly responders: Responders;
  readonly tenant: z.infer<typeof said>["tenant"];
  /** Keeps connections open; trusts the tenant's certificate. */
  readonly agent: Agent;
  stop(): Promise<void>;
};

/** Starts the product over a fresh folder; `latency` is that of its tenant, in ms. */
export const startRunning = async (latency: {
  readonly min: number;
  readonly max: number;
}): Promise<Running> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-bench-"));
  const args = [folder, String(latency.min), String(latency.max)];
  const product = await startProgram("product.ts", args, said);
  const { bot, tenant } = product.said;
  const agent = new Agent({ connect: { ca: tenant.caPem } });
  const responders = await startResponders(bot, agent);
  return {
    pid: product.pid,
    responders,
    tenant,
    agent,
    stop: async () => {
      await product.stop();
      await responders.close();
      await agent.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Cards that take longer than this don't come. */
const limitMs = 20_000;

/** Opens so many incidents about an address at once and waits until so many steps have cards in each. */
export const openUntilCards = async (
  { responders }: Running,
  address: string,
  { incidents, cards }: { readonly incidents: number; readonly cards: number },
): Promise<void> => {
  const wanted = responders.cards.length + incidents * cards;
  const shown = responders.next(() => (responders.cards.length >= wanted ? true : undefined));
  const text = `incident open mailbox-compromise ${address} sev2`;
  await Promise.all(Array.from({ length: incidents }, () => responders.say(text)));
  const limit = sleep(limitMs, false, { ref: false });
  if (!(await Promise.race([shown, limit]))) throw new Error(`${address}: its cards didn't come`);
};
