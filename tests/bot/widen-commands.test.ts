/** An incident grows by commands: steps that no playbook foresaw, other subjects, steps left out. */
import { describe, expect, test } from "@jest/globals";
import { type Subject } from "../../src/core/incident/plan.ts";
import {
  type BotWorld,
  makeBotWorld,
  openBotWorld,
  stranger,
  textOf,
} from "../support/fakes/bot-world.ts";
import { fault } from "../support/fakes/fake-tenant.ts";
import { aSubject, idEnding, people } from "../support/incidents.ts";

const { ana, bo, priya } = people;
const named = (name: string, end: string, address = "a@contoso.example"): Subject => ({
  ...aSubject(),
  id: idEnding(end),
  name,
  address,
});
const jonas = named("Jonas Berg", "8d2f");

const say = async (bot: BotWorld, text: string, said = {}) =>
  textOf(await bot.say(`incident ${text}`, said));
const count = (bot: BotWorld, type: string): number =>
  bot.told().filter((one) => one === type).length;
const lastStep = async (bot: BotWorld) => (await bot.load()).steps.at(-1);

describe("incident step add", () => {
  test.each([
    ["by its id", "end-sessions marta.oliveira@contoso.example", "end-sessions"],
    ["by its code", "C3 Marta Oliveira", "end-sessions"],
    ["in any case", "c3 MARTA OLIVEIRA", "end-sessions"],
    ["by the object id", `C3 ${aSubject().id}`, "end-sessions"],
    ["with marks around the name", "C3 “Marta Oliveira”", "end-sessions"],
    ["with a for", "C3 for Marta Oliveira", "end-sessions"],
    ["for the first subject where none is named", "C3", "end-sessions"],
  ])("%s", async (_how, text, action) => {
    const bot = await openBotWorld();
    const { title } = bot.actionById(action) ?? {};
    expect(await say(bot, `step add ${text}`)).toBe(
      `INC-0001: “${String(title)}” for Marta Oliveira is being read for a proposal; its owner decides.`,
    );
    expect(await lastStep(bot)).toMatchObject({
      number: 5,
      definition: { action, subject: aSubject().id },
      ownership: { owner: ana },
    });
    expect(bot.lookups).toEqual([]);
    expect(bot.tenant.ledger).toEqual([]);
  });

  test("is proposed to its owner, and nothing is done before their vote", async () => {
    const bot = await openBotWorld();
    await say(bot, "step add C2");
    await bot.drain();
    const key = (await lastStep(bot))?.definition.key ?? "";
    expect((await bot.step(key)).status.kind).toBe("waiting");
    expect(bot.tenant.requests).toEqual([]);
    await bot.approve(key);
    await bot.drain();
    expect(bot.tenant.requests).toEqual([{ action: "reset-password", direction: "apply" }]);
  });

  test.each([
    ["a value", "M2 Evil.Example", "evil.example", "Marta Oliveira"],
    ["a value in marks", 'M2 "evil.example"', "evil.example", "Marta Oliveira"],
    ["a value and whose", "M2 evil.example for Marta Oliveira", "evil.example", "Marta Oliveira"],
    ["whose alone", "M2 for Marta Oliveira", undefined, "Marta Oliveira"],
    ["a value for a newcomer", "M2 evil.example for “Jonas Berg”", "evil.example", "Jonas Berg"],
  ])("with %s", async (_how, text, input, who) => {
    const bot = await openBotWorld();
    bot.find(jonas);
    expect(await say(bot, `step add ${text}`)).toContain(`for ${who} is being read`);
    expect((await lastStep(bot))?.definition.input).toBe(input);
  });

  test("a value that can't be used is said, with an example, and nothing is done", async () => {
    const bot = await openBotWorld();
    expect(await say(bot, "step add M2 everybody")).toBe(
      "“everybody” is no domain. For example: evil.example. Nothing was done.",
    );
    expect(count(bot, "StepAdded")).toBe(0);
  });

  test("somebody new becomes a subject, whose snapshot comes first", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    await say(bot, "step add block-sign-in Jonas Berg");
    expect((await bot.load()).subjects.map(({ name }) => name)).toEqual([
      "Marta Oliveira",
      "Jonas Berg",
    ]);
    expect((await bot.load()).steps).toHaveLength(5);
    expect((await lastStep(bot))?.status.kind).toBe("not started");
    await bot.drain();
    expect((await lastStep(bot))?.status.kind).toBe("waiting");
  });

  test("somebody who decides here gets no step: the refusal is told and noted once", async () => {
    const bot = await openBotWorld();
    bot.find(named("Ana Costa", ana.id.slice(-4)));
    const again = () => say(bot, "step add block-sign-in Ana Costa");
    expect(await again()).toContain("decides in this incident");
    expect(await again()).toContain("decides in this incident");
    expect(count(bot, "StepAdded") + count(bot, "SubjectAdded")).toBe(0);
    expect(count(bot, "CommandRefused")).toBe(1);
  });

  test.each([
    ["no action", "", "Which action? “incident step add <action> <target>”."],
    ["an unknown action", "block-everything Marta", "There is no action “block-everything”."],
  ])("%s: nothing was done", async (_what, text, answer) => {
    const bot = await openBotWorld();
    const reply = await say(bot, `step add ${text}`);
    expect(reply).toContain(answer);
    expect(reply).toContain("Nothing was done.");
    expect(count(bot, "StepAdded")).toBe(0);
  });

  test("a name that several have, or nobody: what to type, and nothing is guessed", async () => {
    const bot = await openBotWorld();
    bot.find(jonas, named("Jonas Berg", "9e30"));
    const several = await say(bot, "step add C1 Jonas Berg");
    expect(several).toContain("Several fit; use the object id:");
    expect(several).toContain(jonas.id);
    bot.find();
    expect(await say(bot, "step add C1 Nobody")).toContain("Nothing in the tenant fits “Nobody”.");
    bot.breakDirectory(fault("unavailable"));
    expect(await say(bot, "step add C1 Nobody")).toContain("can't be read now (unavailable)");
    expect(count(bot, "StepAdded")).toBe(0);
  });

  test("a guest is asked for as typed, and an apostrophe stays", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    await say(bot, "step add C1 eva_fabrikam.example#EXT#@contoso.example");
    await say(bot, "step add C1 'Conor O'Brien'");
    expect(bot.lookups).toEqual(["eva_fabrikam.example#EXT#@contoso.example", "Conor O'Brien"]);
  });

  test("isn't for everybody", async () => {
    const bot = await openBotWorld();
    expect(await say(bot, "step add C3", { from: ana })).toContain("Only the lead, Priya Nair");
    await say(bot, "step add C3", { from: stranger });
    expect(count(bot, "StepAdded")).toBe(0);
  });

  test("a repeated message is recorded once", async () => {
    const bot = await openBotWorld();
    await say(bot, "step add C3", { key: "m" });
    expect(await bot.say("incident step add C3", { key: "m" })).toEqual({ kind: "nothing" });
    expect(count(bot, "StepAdded")).toBe(1);
  });
});

describe("incident subject add", () => {
  test("brings the snapshot and the playbook's steps, with the reason", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    expect(await say(bot, "subject add Jonas Berg because he answered the mail")).toBe(
      "INC-0001: Jonas Berg is a subject and decides nothing here. Its snapshot is read first; then 4 steps are proposed to their owners.",
    );
    expect(bot.lookups).toEqual(["Jonas Berg"]);
    expect(bot.memory.recorded(bot.first).at(-1)).toMatchObject({
      type: "SubjectAdded",
      why: "he answered the mail",
    });
    await bot.drain();
    const kept = (await bot.load()).artefacts.filter(({ subject }) => subject === jonas.id);
    expect(kept.map(({ kind }) => kind).sort()).toEqual(["E0", "E1"]);
    expect((await bot.step("block-2")).status.kind).toBe("waiting");
    expect((await bot.step("sessions-2")).definition.after).toEqual(["block-2"]);
  });

  test.each([
    ["nobody", "subject add", "Which one?"],
    ["one who is it already", "subject add Marta Oliveira", "is a subject of INC-0001 already"],
    ["a reason that is too long", `subject add x because ${"y".repeat(3_000)}`, "at most"],
  ])("%s", async (_what, text, answer) => {
    const bot = await openBotWorld();
    expect(await say(bot, text)).toContain(answer);
    expect(count(bot, "SubjectAdded")).toBe(0);
  });

  test("isn't for everybody, and is recorded once", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    expect(await say(bot, "subject add Jonas Berg", { from: bo })).toContain("Only the lead");
    await say(bot, "subject add Jonas Berg", { key: "m" });
    await bot.say("incident subject add Jonas Berg", { key: "m" });
    expect(count(bot, "SubjectAdded")).toBe(1);
  });
});

describe("evidence of a second subject", () => {
  test("isn't the first one's: what destroys it goes to people, and only that", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    bot.tenant.evidence("E1", fault("refused"));
    await say(bot, "subject add Jonas Berg");
    await bot.drain();
    await bot.decline("block");
    await bot.decline("block-2");
    await bot.drain();
    await bot.decline("sessions");
    await bot.drain();
    // Three wait at once: its turn comes when another place is free.
    await bot.decline("sessions-2");
    await bot.drain();
    expect((await bot.step("rules-2")).status).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("Evidence E1 isn't kept"),
    });
    expect((await bot.step("rules")).status.kind).not.toBe("by hand");
  });

  test("holds its own steps up while it is read, and nobody else's", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    bot.tenant.evidence("E0", fault("unavailable"));
    await say(bot, "subject add Jonas Berg");
    await bot.drain();
    expect((await bot.step("block-2")).status.kind).toBe("not started");
    expect((await bot.step("block")).status.kind).toBe("waiting");
    await bot.runFor(60_000);
    expect((await bot.step("block-2")).status.kind).toBe("waiting");
  });
});

describe("incident step skip", () => {
  test("leaves a step out with its reason, and asks for an exception where it contains", async () => {
    const bot = await openBotWorld();
    expect(await say(bot, "step skip 3 the rules are the user's own")).toBe(
      "INC-0001: step 3 is skipped. “Propose again” on its card brings it back.",
    );
    await bot.drain();
    expect((await bot.step("rules")).status).toMatchObject({
      kind: "skipped",
      by: priya,
      reason: "the rules are the user's own",
    });
    const [exception, ...more] = (await bot.load()).exceptions;
    expect(exception).toMatchObject({ step: "rules", state: "asked for" });
    expect(more).toEqual([]);
  });

  test("the incident closes only when somebody accepted what was left open", async () => {
    const bot = await openBotWorld();
    await say(bot, "step skip 3 the rules are the user's own");
    await bot.drain();
    for (const key of ["block", "sessions", "password"]) {
      await bot.approve(key);
      await bot.drain();
    }
    const [known] = (await bot.load()).exceptions;
    if (!known) throw new Error("no exception");
    expect(await say(bot, "close it is over")).toContain("has no owner yet");
    const note = { type: "NoteException", exception: known.id, step: known.step } as const;
    await bot.handle({
      incident: bot.first,
      actor: { kind: "cordon" },
      wishes: [{ ...note, state: "in force", seq: known.seq + 1, what: "accepted", text: "Ana" }],
    });
    expect(await say(bot, "close it is over")).toContain("closed");
  });

  test.each([
    ["without a reason", "step skip 3", "Write one sentence why."],
    ["without a step", "step skip", "Which step? 1 to 4"],
    ["one that isn't there", "step skip 9 no", "Which step? 1 to 4"],
    ["one that waits", "step skip 1 no", "Decline it on its card."],
    ["another verb", "step drop 3", "Nothing was done."],
  ])("%s", async (_what, text, answer) => {
    const bot = await openBotWorld();
    expect(await say(bot, text)).toContain(answer);
    expect(count(bot, "StepSkipped")).toBe(0);
  });

  test("a code that two subjects' steps share names neither", async () => {
    const bot = await openBotWorld();
    bot.find(jonas);
    await say(bot, "subject add Jonas Berg");
    expect(await say(bot, "step skip M2 not needed")).toContain("Which step? 1 to 8");
  });

  test("a closed incident takes none of it", async () => {
    const bot = makeBotWorld();
    await bot.open();
    await bot.wish(priya, { type: "Close", reason: "a test", falseAlarm: true });
    bot.find(jonas);
    for (const text of ["step add C3", "subject add Jonas Berg", "step skip 3 no"]) {
      expect(await say(bot, `${text} INC-1`)).toContain("INC-0001 is closed");
    }
    for (const type of ["StepAdded", "SubjectAdded", "StepSkipped"])
      expect(count(bot, type)).toBe(0);
  });
});
