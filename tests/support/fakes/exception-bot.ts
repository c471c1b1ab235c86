/** The bot over the world of exceptions: it answers with the real cards. */
import { makeWiden } from "../../../src/application/widen.ts";
import { z } from "zod/v4";
import { type Reply, type Speaker, type Where } from "../../../src/application/ports/chat.ts";
import { type BotDeps } from "../../../src/bot/bot.ts";
import { makeBotCards } from "../../../src/bot/cards.ts";
import { commandCatalogue } from "../../../src/bot/commands/catalogue.ts";
import { makeReceive } from "../../../src/bot/receive.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { firstRow, ofType, readable } from "../card-tree.ts";
import { templates } from "../cards.ts";
import { people } from "../incidents.ts";
import { fakeExports } from "./exception-ports.ts";
import { channelOf, makeExceptionWorld } from "./exception-world.ts";

const inChannel: Where = {
  scope: "channel",
  conversationId: `${channelOf};messageid=1`,
  channelId: channelOf,
};

/** What a reply says to people: its line, or all words of its card. */
export const wordsOf = (reply: Reply): string => {
  if (reply.kind === "line" || reply.kind === "fault") return reply.text;
  return reply.kind === "card" || reply.kind === "dialog"
    ? readable(reply.message.card)
    : reply.kind;
};

/** Titles of a reply's buttons in its first row. */
export const buttonsIn = (reply: Reply): readonly string[] =>
  reply.kind === "card" ? firstRow(reply.message.card).map(({ title }) => String(title)) : [];

/** The data of the card's button with this verb. */
export const dataOf = (reply: Reply, verb: string): Readonly<Record<string, unknown>> => {
  if (reply.kind !== "card") throw new Error(`no card but ${wordsOf(reply)}`);
  const found = ofType(reply.message.card, "Action.Execute").find((one) => one["verb"] === verb);
  if (!found) throw new Error(`no button ${verb}`);
  return z.record(z.string(), z.unknown()).parse(found["data"]);
};

export const makeExceptionBot = async (events?: readonly IncidentEvent[]) => {
  const world = await makeExceptionWorld(events);
  const exports = fakeExports();
  const { store, queue } = world.memory;
  const { runtime, register } = world;
  const deps: BotDeps = {
    store,
    queue,
    handle: world.handle,
    openIncident: () => Promise.reject(new Error("nothing is opened here")),
    findSubjects: () => Promise.resolve([]),
    runtime,
    log: world.log,
    duty: world.duty,
    standings: { of: () => Promise.resolve("member") },
    playbooks: [],
    cards: makeBotCards({
      templates,
      runtime,
      store,
      playbooks: [],
      faceById: world.actionById,
      commands: commandCatalogue,
    }),
    register,
    handleException: world.handleException,
    askException: world.askException,
    exports,
    widen: makeWiden({
      duty: world.duty,
      runtime,
      playbooks: [],
      actionById: world.actionById,
      checkById: () => undefined,
      hasCollector: () => false,
    }),
    catalogueEntry: world.actionById,
    massActions: [],
    lists: { keep: () => Promise.reject(new Error("no list is given here")) },
    examine: () => Promise.reject(new Error("nothing is examined here")),
  };
  const receive = makeReceive(deps);
  let last = 0;
  const nextKey = (): string => `said-${String((last += 1))}`;
  return {
    ...world,
    exports,
    say: (text: string, from: Speaker = people.priya, key = nextKey()): Promise<Reply> =>
      receive({
        kind: "message",
        key,
        from,
        where: inChannel,
        text,
        mentionsBot: true,
        mentioned: [],
        files: [],
      }),
    press: (verb: string, data: unknown, from: Speaker = people.priya): Promise<Reply> =>
      receive({ kind: "press", key: nextKey(), from, where: inChannel, verb, data }),
  };
};

export type ExceptionBot = Awaited<ReturnType<typeof makeExceptionBot>>;
