import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../src/actions/tenant.ts";
import { cardIn, defaultSubject, makeBotWorld, textOf } from "../support/fakes/bot-world.ts";
import { idEnding, people } from "../support/incidents.ts";
import { howToName } from "../../src/bot/find-target.ts";

const { priya } = people;

describe("incident open", () => {
  const address = defaultSubject.address;

  test("alone shows the form and opens nothing", async () => {
    const bot = makeBotWorld();
    expect(cardIn(await bot.say("incident open")).name).toBe("open-form");
    expect(await bot.memory.store.list({})).toEqual([]);
  });

  test.each([
    [`mailbox-compromise ${address} sev1 invoices were sent`, "sev1", "invoices were sent"],
    [`MAILBOX-COMPROMISE ${address} SEV2`, "sev2", ""],
    [`mailbox-compromise ${address} odd mails`, "sev3", "odd mails"],
    [`mailbox-compromise ${defaultSubject.id}`, "sev3", ""],
  ])("with an address or id opens at once: %s", async (args, severity, seen) => {
    const bot = makeBotWorld();
    const reply = await bot.say(`incident open ${args}`);
    expect(cardIn(reply)).toMatchObject({ name: "notice", view: { title: "INC-0001 is open" } });
    expect(await bot.load()).toMatchObject({
      severity,
      seen,
      lead: priya,
      subjects: [{ id: defaultSubject.id }],
    });
    expect(bot.tenant.requests).toEqual([]);
  });

  test("with a name asks back, even when only one account fits", async () => {
    const bot = makeBotWorld();
    const reply = await bot.say("incident open mailbox-compromise Marta Oliveira sev2 odd");
    expect(cardIn(reply)).toMatchObject({
      name: "open-check",
      view: { matches: [{ id: defaultSubject.id }], severity: "sev2" },
    });
    expect(await bot.memory.store.list({})).toEqual([]);
  });

  test("with an address that fits several asks back", async () => {
    const bot = makeBotWorld();
    bot.find(defaultSubject, { ...defaultSubject, id: idEnding("0002") });
    const reply = await bot.say(`incident open mailbox-compromise ${address}`);
    expect(cardIn(reply).name).toBe("open-check");
  });

  test.each([
    ["no such playbook", "incident open ransom marta sev1", "scenario", "mailbox-compromise"],
    ["no subject", "incident open mailbox-compromise", "subject", "Write an address"],
    [
      "a subject too long",
      `incident open mailbox-compromise ${"x".repeat(321)} sev1`,
      "subject",
      "Too long",
    ],
    [
      "a story too long",
      `incident open mailbox-compromise marta sev1 ${"x".repeat(2_001)}`,
      "seen",
      "2001 characters",
    ],
  ])("%s: the form says what is wrong", async (_what, text, field, error) => {
    const bot = makeBotWorld();
    const { name, view } = cardIn(await bot.say(text));
    expect(name).toBe("open-form");
    expect(view).toMatchObject({ errors: { [field]: expect.stringContaining(error) } });
    expect(bot.lookups).toEqual([]);
  });

  test("nobody fits: the form says so, with what was typed", async () => {
    const bot = makeBotWorld();
    bot.find();
    expect(cardIn(await bot.say("incident open mailbox-compromise martha sev1"))).toMatchObject({
      name: "open-form",
      view: {
        values: { subject: "martha" },
        errors: {
          subject: expect.stringContaining(
            "Nothing in the tenant fits. Write an account’s address",
          ),
        },
      },
    });
  });

  test("a name in quotes is looked up without them", async () => {
    const bot = makeBotWorld();
    await bot.say("incident open mailbox-compromise “Marta Oliveira” sev2");
    expect(bot.lookups).toEqual(["Marta Oliveira"]);
  });

  test("what can be typed is said for each kind of subject", () => {
    expect(howToName(["device"])).toContain("device’s name in Entra");
    expect(howToName(["service principal", "site"])).toMatch(/app id.*site’s group.*object id/u);
  });

  test("a directory that doesn't answer is a fault, and nothing is opened", async () => {
    const bot = makeBotWorld();
    bot.breakDirectory(
      new TenantFault("secret detail", { kind: "throttled", code: "429", requestId: "r" }),
    );
    const reply = await bot.say("incident open mailbox-compromise marta sev1");
    expect(reply).toMatchObject({ kind: "fault", code: "S-502" });
    expect(textOf(reply)).not.toContain("secret detail");
    expect(await bot.memory.store.list({})).toEqual([]);
  });

  test("the same message opens one incident", async () => {
    const bot = makeBotWorld();
    const text = `incident open mailbox-compromise ${address}`;
    await Promise.all([bot.say(text, { key: "m" }), bot.say(text, { key: "m" })]);
    expect(await bot.say(text, { key: "m" })).toEqual({ kind: "nothing" });
    expect(await bot.memory.store.list({})).toHaveLength(1);
  });

  test("hostile words are a name to look up, nothing more", async () => {
    const bot = makeBotWorld();
    await bot.say("incident open mailbox-compromise ' or 1 eq 1 sev1 ${x} {{TIME()}}");
    expect(bot.lookups).toEqual(["' or 1 eq 1"]);
    expect(await bot.memory.store.list({})).toEqual([]);
  });
});
