import { describe, expect, test } from "@jest/globals";
import { type ExceptionEvent } from "../../src/core/exceptions/events.ts";
import {
  dataOf,
  type ExceptionBot,
  makeExceptionBot,
  wordsOf,
} from "../support/fakes/exception-bot.ts";
import { first, ines, tomas, vera } from "../support/fakes/exception-world.ts";
import { marta } from "../support/given.ts";
import { people } from "../support/incidents.ts";

const { ana, bo, priya } = people;
const unknown = "Not recorded. This card isn't known here. Use the newest one. (R-101)";
const filled = { controls: "Sign-ins are watched.", risk: "high", reviewIn: "2", endsIn: "7" };

/** Ana declined; EX-1 waits for an owner. */
const asked = async (): Promise<ExceptionBot> => {
  const bot = await makeExceptionBot();
  await bot.ask();
  return bot;
};
/** Priya owns it, Ines reviews it. */
const accepted = async (): Promise<ExceptionBot> => {
  const bot = await asked();
  await bot.accept(2, 7);
  return bot;
};
const card = async (bot: ExceptionBot) => {
  const { id: exception, nonce } = await bot.load();
  return { exception, nonce };
};
const told = (bot: ExceptionBot): readonly ExceptionEvent["type"][] =>
  bot
    .recordedException(first)
    .map(({ type }) => type)
    .filter((type) => type !== "ExceptionCalled");

describe("accepting a risk", () => {
  test("makes the presser its owner, with control, reviewer, review and end", async () => {
    const bot = await asked();
    const data = dataOf(await bot.say("exception show 1"), "exception.accept");
    const reply = await bot.press("exception.accept", { ...data, ...filled });
    expect(wordsOf(reply)).toBe(
      "EX-1: recorded. You own it until 2026-11-28 UTC; Tomas Rehn reviews it by 2026-11-23.",
    );
    expect(await bot.load()).toMatchObject({
      state: "in force",
      terms: {
        owner: { id: priya.id },
        reviewer: { id: tomas.id },
        controls: filled.controls,
        risk: "high",
        reviewAt: "2026-11-23T03:15:00.000Z",
        expiresAt: "2026-11-28T03:15:00.000Z",
      },
    });
  });

  test.each([
    ["who asked", ana, "(R-301)"],
    ["somebody without the authority", bo, "(R-301)"],
    ["the security team", tomas, "(R-301)"],
  ])("isn't for %s", async (_who, person, code) => {
    const bot = await asked();
    const reply = await bot.press("exception.accept", { ...(await card(bot)), ...filled }, person);
    expect(wordsOf(reply)).toContain(code);
    expect((await bot.load()).state).toBe("asked for");
  });

  test("isn't for a lead who asked for it", async () => {
    const bot = await makeExceptionBot();
    await bot.say("exception add other Port 25 is open; relay; old device", vera);
    const reply = await bot.press("exception.accept", { ...(await card(bot)), ...filled }, vera);
    expect(wordsOf(reply)).toContain("(R-302)");
    expect((await bot.load()).state).toBe("asked for");
  });

  test.each([
    ["no risk level", { risk: "" }, "Choose a risk level"],
    ["a risk level of their own", { risk: "none" }, "Choose a risk level"],
    ["no control", { controls: "  " }, "(R-205)"],
    ["too long a control", { controls: "x".repeat(2_001) }, "(R-205)"],
    ["no end", { endsIn: "" }, "(R-303)"],
    ["an end after 91 days", { endsIn: "91" }, "(R-303)"],
    ["an end in 0 days", { endsIn: "0" }, "(R-303)"],
    ["an end of letters", { endsIn: "1e1" }, "(R-303)"],
    ["no review", { reviewIn: "" }, "(R-303)"],
    ["a review after the end", { reviewIn: "8" }, "(R-303)"],
    ["a review after 31 days", { reviewIn: "31", endsIn: "60" }, "(R-303)"],
  ])("with %s is refused", async (_what, changes, said) => {
    const bot = await asked();
    const data = { ...(await card(bot)), ...filled, ...changes };
    expect(wordsOf(await bot.press("exception.accept", data))).toContain(said);
    expect((await bot.load()).state).toBe("asked for");
  });

  test("in an incident that is worse by now: its limits count, and stand on the card", async () => {
    const bot = await asked();
    const incident = (await bot.incident()).id;
    const wish = { type: "SetSeverity", severity: "sev1", byManagement: false } as const;
    await bot.handle({ incident, actor: { kind: "person", ...priya }, wishes: [wish] });
    const data = { ...(await card(bot)), ...filled, endsIn: "60" };
    const shown = await bot.say("exception show 1");
    const words = wordsOf(shown);
    expect(words).toContain("At most 7 days, severity 1.");
    expect(words).not.toContain("90 days");
    expect(JSON.stringify(shown)).not.toContain("90 days");
    expect(wordsOf(await bot.press("exception.accept", data))).toContain("in 1 to 7 days");
    expect(wordsOf(await bot.press("exception.accept", { ...data, endsIn: "7" }))).toContain(
      "EX-1: recorded.",
    );
    const renew = { ...(await card(bot)), renewReason: "The scanner is late.", renewFor: "30" };
    expect(wordsOf(await bot.press("exception.renew", renew, vera))).toContain("(R-303)");
  });

  test("twenty times at once: one owner", async () => {
    const bot = await asked();
    const data = { ...(await card(bot)), ...filled };
    const people20 = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? priya : vera));
    await Promise.all(people20.map((person) => bot.press("exception.accept", data, person)));
    expect(told(bot).filter((type) => type === "ExceptionAccepted")).toHaveLength(1);
  });
});

describe("keeping, renewing and ending", () => {
  test("the reviewer's finding is an entry, and moves the next review", async () => {
    const bot = await accepted();
    bot.runtime.pass(60 * 60_000);
    const data = { ...(await card(bot)), finding: "No sign-in by IMAP since Monday." };
    const reply = await bot.press("exception.review", data, ines);
    expect(wordsOf(reply)).toBe("EX-1: review recorded. The next one by 2026-11-23 UTC.");
    expect((await bot.load()).reviews).toMatchObject([
      { by: { id: ines.id }, finding: data.finding },
    ]);
  });

  test("the owner can't review, and an empty finding is none", async () => {
    const bot = await accepted();
    const data = { ...(await card(bot)), finding: "It is fine." };
    expect(wordsOf(await bot.press("exception.review", data, priya))).toContain("(R-304)");
    const empty = { ...data, finding: "" };
    expect(wordsOf(await bot.press("exception.review", empty, ines))).toContain("(R-205)");
    expect((await bot.load()).reviews).toEqual([]);
  });

  test("a renewal counts from now and makes the presser its owner", async () => {
    const bot = await accepted();
    const data = { ...(await card(bot)), renewReason: "The scanner is late.", renewFor: "30" };
    const reply = await bot.press("exception.renew", data, vera);
    expect(wordsOf(reply)).toBe("EX-1: renewed. You own it until 2026-12-21 UTC.");
    expect((await bot.load()).terms?.owner.id).toBe(vera.id);
    const long = { ...data, renewReason: "For ever.", renewFor: "365" };
    expect(wordsOf(await bot.press("exception.renew", long, vera))).toContain("(R-303)");
  });

  test("its owner ends it with a reason; a second press changes nothing", async () => {
    const bot = await accepted();
    const data = { ...(await card(bot)), closeReason: "It is shut." };
    expect(wordsOf(await bot.press("exception.close", data, bo))).toContain("(R-308)");
    expect(wordsOf(await bot.press("exception.close", data))).toBe(
      "EX-1: closed. While INC-0007 is open, step 1 is proposed again.",
    );
    expect(wordsOf(await bot.press("exception.close", data))).toContain("Already recorded");
    expect(told(bot).filter((type) => type === "ExceptionClosed")).toHaveLength(1);
  });

  test("a suspect of the incident has no say any more, whatever their team", async () => {
    const bot = await accepted();
    const actor = { kind: "person", ...priya } as const;
    await bot.handle({
      incident: (await bot.incident()).id,
      actor,
      wishes: [{ type: "NameSuspect", suspect: vera, reason: "her laptop", byManagement: false }],
    });
    const data = { ...(await card(bot)), closeReason: "mine", renewReason: "mine", renewFor: "3" };
    for (const verb of ["exception.close", "exception.renew"]) {
      expect(wordsOf(await bot.press(verb, data, vera))).toContain("(R-306)");
    }
    expect((await bot.load()).state).toBe("in force");
  });

  test("nobody outside of the directory is heard", async () => {
    const bot = await accepted();
    const data = { ...(await card(bot)), closeReason: "mine" };
    expect(wordsOf(await bot.press("exception.close", data, marta))).toContain("(R-206)");
    expect((await bot.load()).state).toBe("in force");
  });

  test("a press of somebody outside is an entry, once for each verb, and of no other card", async () => {
    const bot = await accepted();
    const data = { ...(await card(bot)), closeReason: "mine", renewReason: "mine", renewFor: "3" };
    const refused = () =>
      bot.recordedException(first).filter(({ type }) => type === "ExceptionPressRefused");
    for (const verb of ["close", "close", "renew", "renew", "show", "add"]) {
      await bot.press(`exception.${verb}`, data, marta);
    }
    await bot.press("exception.review", { ...data, nonce: "nonce9999" }, marta);
    await bot.press("exception.review", { ...data, owner: "me" }, marta);
    const by = { code: "R-206", actor: { id: marta.id } };
    expect(refused()).toMatchObject([
      { ...by, verb: "close" },
      { ...by, verb: "renew" },
    ]);
  });
});

describe("a card that was altered", () => {
  const huge = "x".repeat(1_000_000);
  type Card = { exception: string; nonce: string };
  const altered: readonly (readonly [string, (card: Card) => unknown])[] = [
    ["another one-time value", ({ exception }) => ({ exception, nonce: "nonce9999" })],
    ["a one-time value of another length", ({ exception }) => ({ exception, nonce: "n" })],
    ["no one-time value", ({ exception }) => ({ exception })],
    ["another exception", ({ nonce }) => ({ exception: "EX-2", nonce })],
    ["no exception's name", ({ nonce }) => ({ exception: "__proto__", nonce })],
    ["a huge name", ({ nonce }) => ({ exception: huge, nonce })],
    ["an extra key", (one) => ({ ...one, owner: "me" })],
    ["an authority of its own", (one) => ({ ...one, authority: { mayAccept: true } })],
    ["lists", ({ exception, nonce }) => ({ exception: [exception], nonce: [nonce] })],
    ["a huge text", (one) => ({ ...one, finding: huge })],
    ["nothing", () => null],
    ["a text", () => "accept"],
  ];
  test.each(altered)("with %s changes nothing, whatever the verb", async (_what, alter) => {
    const bot = await accepted();
    const before = told(bot);
    const data = alter(await card(bot));
    for (const verb of ["accept", "review", "renew", "close"]) {
      expect(wordsOf(await bot.press(`exception.${verb}`, data))).toBe(unknown);
    }
    expect(told(bot)).toEqual(before);
  });
});

describe("the form", () => {
  const form = async (bot: ExceptionBot) => dataOf(await bot.say("exception add"), "exception.add");
  const typed = {
    kind: "third-party consent",
    title: "Read access to all mail",
    target: "Contoso Archive",
    justification: "The law wants an archive.",
  };

  test("asks for an exception without an incident, once for a form", async () => {
    const bot = await makeExceptionBot();
    const data = { ...(await form(bot)), ...typed };
    expect(wordsOf(await bot.press("exception.add", data, bo))).toContain("EX-1 is asked for");
    expect(wordsOf(await bot.press("exception.add", data, bo))).toContain("Already recorded");
    expect(await bot.register.list({})).toMatchObject([
      { ...typed, state: "asked for", severity: "sev3", source: undefined, askedBy: { id: bo.id } },
    ]);
  });

  test("comes back with what was typed and what is missing", async () => {
    const bot = await makeExceptionBot();
    const data = { ...(await form(bot)), ...typed, kind: "", justification: " " };
    const words = wordsOf(await bot.press("exception.add", data));
    expect(words).toContain("Choose what kind it is.");
    expect(words).toContain("Write why it stays open.");
    const declined = { ...data, ...typed, kind: "declined step" };
    expect(wordsOf(await bot.press("exception.add", declined))).toContain("Choose what kind");
    expect(await bot.register.list({})).toEqual([]);
  });

  test.each([[{}], [{ form: "" }], [{ form: "x".repeat(65) }], [{ form: "f", severity: "sev4" }]])(
    "that isn't one of ours isn't known: %j",
    async (data) => {
      const bot = await makeExceptionBot();
      expect(wordsOf(await bot.press("exception.add", { ...typed, ...data }))).toBe(unknown);
      expect(await bot.register.list({})).toEqual([]);
    },
  );

  test("can be left", async () => {
    const bot = await makeExceptionBot();
    expect(wordsOf(await bot.press("exception.cancel", {}))).toContain("Nothing was added");
  });
});
