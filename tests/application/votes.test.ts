/** Several people and several replicas on one plan, on the stores that are shipped. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Handled, type HandleOrder, makeHandle } from "../../src/application/handle.ts";
import { newStream, type Store } from "../../src/application/ports/store.ts";
import { type Wish } from "../../src/core/incident/commands.ts";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { incidentOf } from "../../src/core/incident/evolve.ts";
import { type Actor, type Person } from "../../src/core/incident/people.ts";
import { type Instant } from "../../src/core/shared/ids.ts";
import { type Databases, engines, makeDatabases } from "../adapters/sql/databases.ts";
import { minute } from "../adapters/sql/builders.ts";
import {
  ana,
  approve,
  asked,
  claim,
  freeze,
  lift,
  nameSuspect,
  openedForTwo,
  withdraw,
} from "../core/approval/votes.ts";
import { fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { by, cordon, id } from "../support/given.ts";
import { at, people } from "../support/incidents.ts";

const { jon, sam, priya, bo } = people;

/** Two replicas: each with its own handle, and its own connection to one database. */
type Replicas = {
  readonly one: HandleOrder;
  readonly two: HandleOrder;
  readonly store: Store;
  readonly press: (handle: HandleOrder, person: Person, wish: Wish) => Promise<Handled>;
  readonly request: (handle: HandleOrder) => Promise<Handled>;
  readonly told: () => Promise<readonly IncidentEvent["type"][]>;
};

const codeOf = (handled: Handled): string =>
  handled.kind === "handled" ? (handled.refusal?.code ?? "recorded") : handled.kind;

const count = (all: readonly string[], wanted: string): number =>
  all.filter((one) => one === wanted).length;

describe.each(engines)("votes on %s", (engine) => {
  let databases: Databases;
  beforeAll(async () => {
    databases = await makeDatabases(engine);
  }, minute);
  afterEach(() => databases.closeOpened());
  afterAll(() => databases.stop());

  /** Step one waits in this tier since 3:10; it is 3:15, on each replica by its own clock. */
  const replicas = async (
    tier: 1 | 2 | 3,
    clocks: readonly [Instant, Instant] = [at("03:15"), at("03:15")],
  ): Promise<Replicas> => {
    const url = await databases.freshUrl();
    const [first, second] = [await databases.open(url), await databases.open(url)];
    const events = [openedForTwo, asked({ tier })];
    const state = incidentOf(events);
    const opening = { incident: id, expectedVersion: newStream, events, state };
    await first.store.commit({ ...opening, jobs: [], handles: [] });
    const order = (actor: Actor, wish: Wish) => ({ incident: id, actor, wishes: [wish] });
    return {
      one: makeHandle(first.store, fakeRuntime(clocks[0])),
      two: makeHandle(second.store, fakeRuntime(clocks[1])),
      store: first.store,
      press: (handle, person, wish) => handle(order(by(person), wish)),
      request: (handle) => handle(order(cordon, claim())),
      told: async () => (await first.store.events(id)).map(({ event }) => event.type),
    };
  };

  test("double tap", async () => {
    const { one, press, told } = await replicas(2);
    const answers = await Promise.all([press(one, ana, approve()), press(one, ana, approve())]);
    expect(answers.map(codeOf).sort()).toEqual(["R-106", "recorded"]);
    expect(count(await told(), "StepApproved")).toBe(1);
  });

  test("two replicas", async () => {
    const { one, two, press, request, told } = await replicas(2);
    const answers = await Promise.all([press(one, ana, approve()), press(two, jon, approve())]);
    expect(answers.map(codeOf)).toEqual(["recorded", "recorded"]);
    const claims = await Promise.all([request(one), request(two)]);
    expect(claims.map(codeOf).sort()).toEqual(["R-109", "recorded"]);
    expect(count(await told(), "StepApproved")).toBe(2);
    expect(count(await told(), "EffectRequested")).toBe(1);
  });

  test("the same person on two replicas at once is one vote", async () => {
    const { one, two, press, told } = await replicas(2);
    const answers = await Promise.all([press(one, ana, approve()), press(two, ana, approve())]);
    expect(answers.map(codeOf).sort()).toEqual(["R-106", "recorded"]);
    expect(count(await told(), "StepApproved")).toBe(1);
  });

  test("withdraw vs claim race", async () => {
    const { one, two, press, request, told } = await replicas(1);
    await press(one, ana, approve());
    const [back, claimed] = await Promise.all([press(one, ana, withdraw()), request(two)]);
    const kinds = await told();
    // One truth: it was taken back and never requested, or requested and too late to take back.
    expect([codeOf(back), codeOf(claimed)]).toEqual(
      kinds.includes("EffectRequested") ? ["R-106", "recorded"] : ["recorded", "R-109"],
    );
    expect(count(kinds, "EffectRequested") + count(kinds, "VoteWithdrawn")).toBe(1);
  });

  test.each(["withdrawn", "suspect", "frozen"] as const)(
    "%s first, nothing is requested",
    async (how) => {
      const { one, two, press, request, told } = await replicas(2);
      await press(one, ana, approve());
      await press(two, jon, approve());
      if (how === "withdrawn") await press(one, jon, withdraw());
      if (how === "suspect") await press(one, priya, nameSuspect(jon));
      if (how === "frozen") await press(one, bo, freeze);
      expect(codeOf(await request(two))).toBe("R-109");
      expect(await told()).not.toContain("EffectRequested");
    },
  );

  test("a freeze and a claim at once: frozen, or requested before it", async () => {
    const { one, two, press, request, told } = await replicas(1);
    await press(one, ana, approve());
    await Promise.all([press(one, bo, freeze), request(two)]);
    const kinds = await told();
    const requested = kinds.indexOf("EffectRequested");
    expect(requested === -1 || requested < kinds.indexOf("ApprovalsFrozen")).toBe(true);
    await press(one, jon, lift);
    await press(two, sam, lift);
    expect(codeOf(await request(one))).toBe("R-109");
    expect(count(await told(), "EffectRequested")).toBe(requested === -1 ? 0 : 1);
  });

  test("fifty parallel presses of several people on one plan for two: two votes, one execution", async () => {
    const { one, two, press, request, told, store } = await replicas(2);
    const who = [ana, jon, sam, priya, bo];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        press(index % 2 === 0 ? one : two, who[index % who.length] ?? ana, approve()),
      ),
    );
    const codes = answers.map(codeOf);
    expect(new Set(codes)).toEqual(new Set(["recorded", "R-104", "R-106"]));
    await Promise.all(Array.from({ length: 10 }, (_, index) => request(index % 2 ? one : two)));
    const kinds = await told();
    // Priya and Sam alone, both seconds, would need a third.
    const votes = (await store.events(id)).flatMap(({ event }) =>
      event.type === "StepApproved" && event.actor.kind === "person" ? [event.actor.id] : [],
    );
    expect(new Set(votes).size).toBe(votes.length);
    expect(count(codes, "recorded")).toBe(votes.length);
    expect(votes.some((voter) => voter === ana.id || voter === jon.id)).toBe(true);
    expect(
      votes.length === 2 || votes.slice(0, 2).every((v) => v === sam.id || v === priya.id),
    ).toBe(true);
    expect(count(kinds, "EffectRequested")).toBe(1);
    // Fifty presses of Bo are one entry.
    expect(count(kinds, "PressRefused")).toBe(1);
    expect(await store.verify(id)).toEqual({ ok: true });
  });

  describe("clock skew", () => {
    test("a vote of a replica ten minutes behind is too old for one whose clock is right", async () => {
      const { one, two, press, request, told } = await replicas(1, [at("03:12"), at("03:22")]);
      expect(codeOf(await press(two, ana, approve()))).toBe("R-107");
      expect(codeOf(await press(one, ana, approve()))).toBe("recorded");
      expect(codeOf(await request(two))).toBe("R-107");
      expect(await told()).not.toContain("EffectRequested");
      expect(await told()).toContain("StepLapsed");
    });

    test("a replica that is behind waits for the cool-off by its own time, never shorter", async () => {
      const { one, two, press, request, told } = await replicas(3, [at("03:15"), at("03:05")]);
      await press(one, ana, approve());
      await press(one, jon, approve());
      expect(codeOf(await request(two))).toBe("R-117");
      expect(await told()).not.toContain("EffectRequested");
    });
  });
});
