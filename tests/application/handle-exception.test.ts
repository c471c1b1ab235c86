import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Asking, makeAskException } from "../../src/application/ask-exception.ts";
import {
  type ExceptionOrder,
  makeHandleException,
} from "../../src/application/handle-exception.ts";
import { type OpenDatabase } from "../../src/adapters/sql/open-database.ts";
import { type ClaimedJob } from "../../src/application/ports/store.ts";
import { type ExceptionWish } from "../../src/core/exceptions/commands.ts";
import { exceptionOf } from "../../src/core/exceptions/evolve.ts";
import { type Exception } from "../../src/core/exceptions/types.ts";
import { type ExceptionId, exceptionIdOf } from "../../src/core/shared/ids.ts";
import { fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { makeDatabases, type Databases } from "../adapters/sql/databases.ts";
import {
  asker,
  at,
  boss,
  by,
  cordon,
  day,
  hour,
  lead,
  nobody,
  soc,
  source,
  stranger,
  wishes,
} from "../core/exceptions/given.ts";

const texts = {
  title: "The account is still enabled",
  target: "Marta Oliveira (7c1e)",
  justification: "The scanner uses it.",
  by: asker,
};
const declined: Asking = { ...texts, kind: "declined step", source, severity: "sev2" };
const manual: Asking = { ...texts, kind: "legacy protocol", severity: "sev3" };

let databases: Databases;
let url: string;
let database: OpenDatabase;
beforeAll(async () => {
  databases = await makeDatabases("sqlite");
});
beforeEach(async () => {
  url = await databases.freshUrl();
  database = await databases.open(url);
});
afterEach(() => databases.closeOpened());
afterAll(() => databases.stop());

const replica = ({ register }: Pick<OpenDatabase, "register">) => {
  const runtime = fakeRuntime(at());
  const handle = makeHandleException({ register, runtime });
  return { runtime, handle, ask: makeAskException({ register, handle, runtime }) };
};

const askedOf = async (asking: Asking = declined): Promise<Exception> => {
  const answer = await replica(database).ask(asking);
  if (answer.kind !== "asked") throw new Error(answer.kind);
  return answer.exception;
};

const accepting = ({ nonce }: Exception): ExceptionWish => ({ ...wishes.accept, nonce });
const typesOf = async (id: ExceptionId): Promise<string[]> =>
  (await database.register.events(id)).map(({ event }) => event.type);

/** Does every job that waits, whenever it is due, and says which. */
const jobs = async (): Promise<ClaimedJob[]> => {
  const claimed = await database.queue.claim(at(365 * day), 1_000);
  if (claimed === undefined) return [];
  await database.queue.finish(claimed);
  return [claimed, ...(await jobs())];
};

describe("asking", () => {
  test("gives the next number, a card value of its own, and work", async () => {
    const exception = await askedOf();
    expect(exception).toMatchObject({
      id: "EX-1",
      state: "asked for",
      askedBy: asker,
      nonce: "nonce0001",
    });
    expect((await askedOf(manual)).id).toBe("EX-2");
    const work = (await jobs()).map(({ kind, incident, payload, runAt }) => ({
      kind,
      incident,
      payload,
      runAt,
    }));
    expect(work).toEqual(
      expect.arrayContaining([
        { kind: "show-exception", incident: "EX-1", payload: {}, runAt: at() },
        { kind: "call-exception", incident: "EX-1", payload: {}, runAt: at() },
        {
          kind: "note-exception",
          incident: "INC-0007",
          payload: { exception: "EX-1", seq: 1 },
          runAt: at(),
        },
        { kind: "show-exception", incident: "EX-2", payload: {}, runAt: at() },
        { kind: "call-exception", incident: "EX-2", payload: {}, runAt: at() },
      ]),
    );
    // One without an incident is in no incident's log.
    expect(work).toHaveLength(5);
  });

  test("for a declined proposal again names the exception that it has", async () => {
    const { id } = await askedOf();
    expect(await replica(database).ask(declined)).toMatchObject({
      kind: "duplicate",
      exception: { id },
    });
    expect(await database.register.list({})).toHaveLength(1);
  });

  test("by the same message twice is one", async () => {
    const { ask } = replica(database);
    expect((await ask({ ...manual, once: "message-9" })).kind).toBe("asked");
    expect(await ask({ ...manual, once: "message-9" })).toEqual({
      kind: "duplicate",
      exception: undefined,
    });
    expect((await ask(manual)).kind).toBe("asked");
  });

  test("fifty at once, on two replicas, get fifty numbers without a gap", async () => {
    const one = replica(database);
    const other = replica(await databases.open(url));
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other).ask(manual)),
    );
    const numbers = (await database.register.list({})).map(({ id }) => id).reverse();
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => exceptionIdOf(index + 1)));
  });

  test("fifty times at once for one declined proposal is one exception", async () => {
    const one = replica(database);
    const other = replica(await databases.open(url));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other).ask(declined)),
    );
    expect(answers.filter(({ kind }) => kind === "asked")).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === "duplicate")).toHaveLength(49);
    expect(await database.register.list({})).toHaveLength(1);
  });

  test("with a bad text is refused, and draws no number", async () => {
    const answer = await replica(database).ask({ ...manual, justification: "x".repeat(10_000) });
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "R-205" } });
    expect(await database.register.nextNumber()).toBe(1);
  });

  test("by a worker that lost its lease asks for nothing", async () => {
    const claim = { id: "99", fence: 1 };
    expect(await replica(database).ask({ ...declined, claim })).toEqual({ kind: "fenced" });
    expect(await database.register.list({})).toEqual([]);
  });
});

describe("handling", () => {
  const order = (exception: Exception, wish: ExceptionWish, who = lead): ExceptionOrder => ({
    exception: exception.id,
    actor: by(who),
    wishes: [wish],
  });

  test("two people on two replicas accept at once: one owns it, the other is told", async () => {
    const exception = await askedOf();
    const here = replica(database);
    const there = replica(await databases.open(url));
    const answers = await Promise.all([
      here.handle(order(exception, accepting(exception), lead)),
      there.handle(order(exception, accepting(exception), boss)),
    ]);
    const codes = answers.map((answer) => answer.kind === "handled" && answer.refusal?.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes).toContain("R-305");
    expect(await typesOf(exception.id)).toEqual(["ExceptionAskedFor", "ExceptionAccepted"]);
  });

  test("fifty presses at once are one acceptance", async () => {
    const exception = await askedOf();
    const here = replica(database);
    const there = replica(await databases.open(url));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? here : there).handle(order(exception, accepting(exception))),
      ),
    );
    const codes = answers.flatMap((answer) =>
      answer.kind === "handled" ? [answer.refusal?.code] : [],
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set([undefined, "R-106"]));
    expect(await typesOf(exception.id)).toHaveLength(2);
  });

  test("fifty presses of somebody without the authority are one entry", async () => {
    const exception = await askedOf();
    const { handle } = replica(database);
    const wish: ExceptionWish = { ...wishes.accept, nonce: exception.nonce, authority: nobody };
    await Promise.all(Array.from({ length: 50 }, () => handle(order(exception, wish, stranger))));
    expect(await typesOf(exception.id)).toEqual(["ExceptionAskedFor", "ExceptionPressRefused"]);
  });

  test("the same message is recorded once", async () => {
    const exception = await askedOf();
    const { handle } = replica(database);
    const once = { ...order(exception, accepting(exception)), once: "message-1" };
    expect((await handle(once)).kind).toBe("handled");
    expect(await handle({ ...once, wishes: [wishes.review], actor: by(soc) })).toEqual({
      kind: "duplicate",
    });
  });

  test("what is stored is the fold of what was recorded", async () => {
    const exception = await askedOf();
    const { handle, runtime } = replica(database);
    runtime.pass(hour);
    await handle(order(exception, accepting(exception)));
    runtime.pass(9 * day);
    await handle(order(exception, wishes.review, soc));
    const recorded = (await database.register.events(exception.id)).map(({ event }) => event);
    expect(exceptionOf(recorded)).toEqual(await database.register.load(exception.id));
    expect(await database.register.verify(exception.id)).toEqual({ ok: true });
  });

  test("one that nobody asked for is a fault", async () => {
    const { handle } = replica(database);
    const unknown = { exception: exceptionIdOf(9), actor: by(lead), wishes: [wishes.close] };
    await expect(handle(unknown)).rejects.toThrow("before the exception was asked for");
  });

  test("a store that is down throws, and the next order goes through", async () => {
    const exception = await askedOf();
    let down = true;
    const { register } = database;
    const { handle } = replica({
      register: {
        ...register,
        commit: (commit) => (down ? Promise.reject(new Error("down")) : register.commit(commit)),
      },
    });
    await expect(handle(order(exception, accepting(exception)))).rejects.toThrow("down");
    down = false;
    expect((await handle(order(exception, accepting(exception)))).kind).toBe("handled");
  });
});

describe("what follows", () => {
  test("the next look is where the next call is, and moves when its date does", async () => {
    const exception = await askedOf(manual);
    const { handle, runtime } = replica(database);
    await jobs();
    const looks = async () =>
      (await jobs()).flatMap(({ kind, runAt }) => (kind === "call-exception" ? [runAt] : []));
    const call = { type: "Call", call: "owner wanted", due: at(), people: [lead] } as const;
    await handle({ exception: exception.id, actor: cordon, wishes: [{ type: "Expire" }, call] });
    expect(await looks()).toEqual([at(day)]);
    runtime.pass(hour);
    await handle({ exception: exception.id, actor: by(lead), wishes: [accepting(exception)] });
    expect(await looks()).toEqual([at(hour + 9 * day)]);
    runtime.pass(5 * day);
    await handle({ exception: exception.id, actor: by(soc), wishes: [wishes.review] });
    expect(await looks()).toEqual([at(hour + 14 * day)]);
    await handle({ exception: exception.id, actor: by(lead), wishes: [wishes.close] });
    expect(await looks()).toEqual([]);
  });

  test("an end that came while Cordon was away is recorded and called in one commit, and nothing follows", async () => {
    const exception = await askedOf(manual);
    const { handle, runtime } = replica(database);
    await handle({ exception: exception.id, actor: by(lead), wishes: [accepting(exception)] });
    runtime.pass(70 * day);
    await jobs();
    const call = {
      type: "Call",
      call: "past tolerance",
      due: at(60 * day),
      people: [boss],
    } as const;
    const wanted = [{ type: "Expire" } as const, call];
    await handle({ exception: exception.id, actor: cordon, wishes: wanted });
    await handle({ exception: exception.id, actor: cordon, wishes: wanted });
    expect((await typesOf(exception.id)).slice(2)).toEqual(["ExceptionExpired", "ExceptionCalled"]);
    expect((await jobs()).map(({ kind }) => kind)).toEqual(["show-exception"]);
  });
});
