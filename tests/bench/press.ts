/** From a press to its answer, against the same server and SDK with nothing behind them. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod/v4";
import { type PlaygroundPerson as Person } from "../../src/sandbox/seed/seed-ids.ts";
import { startProgram } from "./child.ts";
import { type Figure, quantile, spellMs, spellRatio } from "./figure.ts";
import {
  ana,
  type Card,
  type Pressed,
  type Responders,
  sam,
  startResponders,
} from "./responders.ts";
import { openUntilCards, type Running } from "./running.ts";

const presses = 250;
/** Of these, approvals that are followed by nothing until all their work is done. */
const alonePresses = 40;
/** A product that posted nothing for so long has done its work, in ms. */
const doneMs = 250;
/** Block, rules, forwarding: what Ana can approve as soon as an incident is open. */
const anasSteps = [1, 3, 4];
const cardsPerIncident = anasSteps.length;
/** Between two presses of the paced run, in ms. */
const pauseMs = 100;

type Run = { readonly ms: readonly number[]; readonly texts: readonly string[] };

const pressAll = async (
  responders: Responders,
  presser: Person,
  cards: readonly Card[],
  pause = 0,
): Promise<Run> => {
  const pressed: Pressed[] = [];
  for (const card of cards) {
    pressed.push(await responders.press(presser, card));
    if (pause > 0) await sleep(pause);
  }
  return { ms: pressed.map(({ ms }) => ms), texts: pressed.map(({ text }) => text) };
};

/** Guard, decision and commit, with nothing else going on. */
const aloneRun = async (responders: Responders, cards: readonly Card[]): Promise<Run> => {
  const pressed: Pressed[] = [];
  for (const card of cards) {
    pressed.push(await responders.press(ana, card));
    await responders.quiet(doneMs);
  }
  return { ms: pressed.map(({ ms }) => ms), texts: pressed.map(({ text }) => text) };
};

const must = ({ texts }: Run, words: string): void => {
  const other = texts.find((text) => !text.includes(words));
  if (other !== undefined) throw new Error(`a press was answered ${other}`);
};

const spell = ({ ms }: Run): string =>
  `p50 ${spellMs(quantile(ms, 0.5))}, p99 ${spellMs(quantile(ms, 0.99))}`;

/** A server that answers at once: `bare-bot.ts` with Cordon's guard, `echo-bot.ts` with none of its code. */
const peerRun = async (program: string, running: Running, cards: readonly Card[]): Promise<Run> => {
  const bare = await startProgram(program, [], z.object({ bot: z.url() }));
  const responders = await startResponders(bare.said.bot, running.agent);
  try {
    await pressAll(responders, ana, cards.slice(0, 20));
    return await pressAll(responders, ana, cards);
  } finally {
    await responders.close();
    await bare.stop();
  }
};

const against = (run: Run, bare: Run): string =>
  `p50 ${spellRatio(quantile(run.ms, 0.5) / quantile(bare.ms, 0.5))} the bare bot's; ${run.ms.length} presses`;

/** Opens what is missing for the presses. `running` answers without latency. */
const prepare = async (running: Running): Promise<readonly Card[]> => {
  const { responders } = running;
  const mine = (): readonly Card[] =>
    responders.cards.filter(({ step }) => anasSteps.includes(step));
  while (mine().length < presses) {
    const some = { incidents: 5, cards: cardsPerIncident };
    await openUntilCards(running, "marta.oliveira@contoso.example", some);
  }
  await responders.quiet(1_000);
  return mine().slice(0, presses);
};

export const measurePress = async (running: Running): Promise<readonly Figure[]> => {
  const { responders } = running;
  const prepared = await prepare(running);
  const cards = prepared.slice(alonePresses);
  const bare = await peerRun("bare-bot.ts", running, cards);
  const echo = await peerRun("echo-bot.ts", running, cards);
  const alone = await aloneRun(responders, prepared.slice(0, alonePresses));
  must(alone, "Recorded.");
  const refused = await pressAll(responders, sam, cards);
  must(refused, "R-1");
  await responders.quiet(1_000);
  const half = cards.length / 2;
  const paced = await pressAll(responders, ana, cards.slice(0, half), pauseMs);
  await responders.quiet(1_000);
  const rush = await pressAll(responders, ana, cards.slice(half));
  must(paced, "Recorded.");
  must(rush, "Recorded.");
  const target = "p99 < 50 ms";
  const all = { ms: [...paced.ms, ...rush.ms], texts: [] };
  return [
    {
      name: "guard, decision and commit",
      measured: `${spellMs(quantile(alone.ms, 0.5) - quantile(echo.ms, 0.5))} more than without`,
      target: "< 3 ms",
      note: `approval alone ${spell(alone)}; ${spell(echo)} for the SDK without any of Cordon's code`,
    },
    { name: "approval to HTTP answer", measured: spell(all), target, note: against(all, bare) },
    {
      name: "… one every 100 ms",
      measured: spell(paced),
      target,
      note: "each approval's work (read, write, read back, draw) runs meanwhile",
    },
    {
      name: "… the next at the answer",
      measured: spell(rush),
      target,
      note: "one person, no pause",
    },
    {
      name: "press of somebody else, refused",
      measured: spell(refused),
      target,
      note: `${against(refused, bare)}, no pause; each is an entry of the log`,
    },
    {
      name: "bare bot: server and SDK alone",
      measured: spell(bare),
      target: "peer",
      note: "answers a line at once",
    },
  ];
};
