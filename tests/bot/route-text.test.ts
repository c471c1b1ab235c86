import { describe, expect, test } from "@jest/globals";
import { fullName } from "../../src/bot/bot.ts";
import { commandCatalogue } from "../../src/bot/commands/catalogue.ts";
import { routeText } from "../../src/bot/route-text.ts";

const route = (text: string) => {
  const routed = routeText(text, commandCatalogue);
  if (routed.kind === "unknown") return `? ${fullName(routed.nearest)}`;
  const name = fullName(routed.command).replace("incident ", "");
  return `${name}(${routed.args})`;
};

describe("which command a text means", () => {
  test.each([
    ["/incident open mailbox marta", "open(mailbox marta)"],
    ["incident open mailbox marta", "open(mailbox marta)"],
    ["/ incident status", "status()"],
    ["INCIDENT Status", "status()"],
    ["Incident LIST all", "list(all)"],
    ["incident  log   two  blanks", "log(two  blanks)"],
    ["incident log Case Stays", "log(Case Stays)"],
    ["incident log\nnext line", "log(next line)"],
    ["incident", "help()"],
    ["/incident", "help()"],
    ["help", "help()"],
    ["/HELP", "help()"],
    ["incident help", "help()"],
    ["incident help me", "help(me)"],
    ["exception list all", "exception list(all)"],
    ["/Exception SHOW ex-3", "exception show(ex-3)"],
    ["exception close 3 It Is Shut", "exception close(3 It Is Shut)"],
    ["exception", "exception help()"],
    ["/ exception", "exception help()"],
    ["exception help", "exception help()"],
  ])("%j is %s", (text, wanted) => {
    expect(route(text)).toBe(wanted);
  });

  test.each([
    ["incident stauts", "? incident status"],
    ["incident colse now", "? incident close"],
    ["incident asign 1 Ana", "? incident assign"],
    ["status", "? incident status"],
    ["close everything", "? incident close"],
    ["help me", "? incident help"],
    ["exception lits", "? exception list"],
    ["exception reveiw 3 fine", "? exception review"],
    ["exceptions list", "? exception list"],
    ["exeption renew 3", "? exception renew"],
    ["incidents open x", "? incident open"],
  ])("%j is not run, the nearest name is offered: %s", (text, wanted) => {
    expect(route(text)).toBe(wanted);
  });

  test.each(
    [
      "",
      " ",
      "incidents open x",
      "the incident is over",
      "exceptions",
      "exception accept 3",
      "exception __proto__",
      "incident __proto__",
      "incident constructor",
      "incident\u200bopen",
      `incident ${"x".repeat(10_000)}`,
      "😀".repeat(3_000),
    ].filter((text) => text !== "incident open; close"),
  )("%j runs nothing", (text) => {
    const routed = routeText(text, commandCatalogue);
    expect(routed.kind).toBe("unknown");
    expect(routed.kind === "unknown" && commandCatalogue.includes(routed.nearest)).toBe(true);
  });
});

describe("the catalogue", () => {
  test("names are unique, usages begin with them, helps fit the app package", () => {
    const names = commandCatalogue.map(fullName);
    expect(new Set(names).size).toBe(names.length);
    for (const command of commandCatalogue) {
      const { usage, help } = command;
      expect(usage.startsWith(fullName(command))).toBe(true);
      expect(help.length).toBeLessThanOrEqual(100);
    }
  });

  test("only help is open to anybody", () => {
    expect(commandCatalogue.filter(({ open }) => open).map(fullName)).toEqual([
      "incident help",
      "exception help",
    ]);
  });
});
