/** The bot over a world of fakes, and people who type and press. */
import {
  type CardMessage,
  type Inbound,
  type Reply,
  type SentFile,
  type Speaker,
  type Where,
} from "../../../src/application/ports/chat.ts";
import { type BotDeps } from "../../../src/bot/bot.ts";
import { makeReceive } from "../../../src/bot/receive.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { aSubject, idEnding, people } from "../incidents.ts";
import { fakeLists } from "./fake-lists.ts";
import { fakeExports } from "./exception-ports.ts";
import { recordingCards } from "./recording-cards.ts";
import { aPlaybook, makeWorld } from "./world.ts";

/** Somebody who is in the tenant and in no directory of responders. */
export const stranger: Speaker = { id: idEnding("fff6"), name: "Ana Costa" };

export const personal: Where = {
  scope: "personal",
  conversationId: "a:personal",
  channelId: undefined,
};
/** The channel of the first incident. */
export const channel = (number = 1): Where => {
  const channelId = `19:INC-000${String(number)}@thread.tacv2`;
  return { scope: "channel", conversationId: `${channelId};messageid=777`, channelId };
};

export type Said = {
  readonly from?: Speaker;
  readonly where?: Where;
  readonly mentionsBot?: boolean;
  readonly mentioned?: readonly Speaker[];
  readonly key?: string;
  readonly files?: readonly SentFile[];
};

export const defaultSubject = aSubject();

/** What a reply says in words. */
export const textOf = (reply: Reply): string =>
  reply.kind === "line" || reply.kind === "fault" ? reply.text : reply.kind;

/** The card of a reply, by the name and view that the recording cards put into it. */
export const cardIn = (reply: Reply): { readonly name: string; readonly view: unknown } => {
  if (reply.kind !== "card" && reply.kind !== "dialog") {
    throw new Error(`no card but ${reply.kind}: ${textOf(reply)}`);
  }
  const { card, summary }: CardMessage = reply.message;
  return { name: summary, view: "view" in card ? card.view : undefined };
};

/** A Cordon whose bot answers; nothing is open yet. */
export const makeBotWorld = () => {
  const world = makeWorld();
  const found: Subject[] = [defaultSubject];
  const lookups: string[] = [];
  let broken: Error | undefined;
  const exports = fakeExports();
  const { catalogueEntry, ...given } = fakeLists(world);
  const deps: BotDeps = {
    store: world.memory.store,
    queue: world.memory.queue,
    handle: world.handle,
    openIncident: world.openIncident,
    findSubjects: (query) => {
      lookups.push(query);
      return broken ? Promise.reject(broken) : Promise.resolve([...found]);
    },
    runtime: world.runtime,
    log: world.log,
    duty: world.duty,
    standings: world.standings,
    playbooks: [aPlaybook],
    cards: recordingCards(),
    register: world.register,
    handleException: world.handleException,
    askException: world.askException,
    exports,
    widen: world.widen,
    ...given.deps,
    catalogueEntry,
  };
  const receive = makeReceive(deps);
  let last = 0;
  const nextKey = (): string => `said-${String((last += 1))}`;
  return {
    ...world,
    deps,
    exports,
    lookups,
    /** Import folder, hunting, SharePoint and the doctor. */
    given,
    receive,
    /** What the tenant finds from now on. */
    find: (...subjects: readonly Subject[]) => {
      found.splice(0, found.length, ...subjects);
    },
    breakDirectory: (fault: Error) => {
      broken = fault;
    },
    say: (text: string, said: Said = {}): Promise<Reply> => {
      const {
        from = people.priya,
        where = personal,
        mentionsBot = true,
        mentioned = [],
        files = [],
      } = said;
      const key = said.key ?? nextKey();
      return receive({ kind: "message", key, from, where, text, mentionsBot, mentioned, files });
    },
    press: (verb: string, data: unknown, said: Said = {}): Promise<Reply> => {
      const { from = people.ana, where = channel() } = said;
      return receive({ kind: "press", key: said.key ?? nextKey(), from, where, verb, data });
    },
    extend: (
      stage: Extract<Inbound, { kind: "extension" }>["stage"],
      data: unknown,
      said: Said & { readonly quoted?: string } = {},
    ): Promise<Reply> =>
      receive({
        kind: "extension",
        key: said.key ?? nextKey(),
        from: said.from ?? people.priya,
        where: said.where ?? personal,
        command: "open",
        stage,
        data,
        quoted: said.quoted ?? "",
      }),
    /** The data on the buttons of a step's newest card. */
    card: async (key: string) => {
      const { status } = await world.step(key);
      if (status.kind === "by hand") return status.handle;
      if (!("proposal" in status)) throw new Error(`${key} is ${status.kind}`);
      const { approvalId: id, nonce } = status.proposal;
      return { id, nonce };
    },
  };
};

export type BotWorld = ReturnType<typeof makeBotWorld>;

/** The first incident is open and its first step waits for Ana. */
export const openBotWorld = async (): Promise<BotWorld> => {
  const bot = makeBotWorld();
  await bot.open();
  await bot.drain();
  return bot;
};
