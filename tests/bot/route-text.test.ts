import { describe, expect, test } from "@jest/globals";
import { commandCatalogue } from "../../src/bot/commands/catalogue.ts";
import { routeText } from "../../src/bot/route-text.ts";

const route = (text: string) => {
  const routed = routeText(text, commandCatalogue);
  return routed.kind === "command"
    ? `${routed.command.name}(${routed.args})`
    : `? ${routed.nearest}`;
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
  ])("%j is %s", (text, wanted) => {
    expect(route(text)).toBe(wanted);
  });

  test.each([
    ["incident stauts", "? status"],
    ["incident colse now", "? close"],
    ["incident asign 1 Ana", "? assign"],
    ["status", "? status"],
    ["close everything", "? close"],
    ["help me", "? help"],
  ])("%j is not run, the nearest name is offered: %s", (text, wanted) => {
    expect(route(text)).toBe(wanted);
  });

  test.each(
    [
      "",
      " ",
      "incidents open x",
      "the incident is over",
      "incident __proto__",
      "incident constructor",
      "incident\u200bopen",
      `incident ${"x".repeat(10_000)}`,
      "😀".repeat(3_000),
    ].filter((text) => text !== "incident open; close"),
  )("%j runs nothing", (text) => {
    const routed = routeText(text, commandCatalogue);
    expect(routed.kind).toBe("unknown");
    const names = commandCatalogue.map(({ name }) => name);
    expect(routed.kind === "unknown" && names.includes(routed.nearest)).toBe(true);
  });
});

describe("the catalogue", () => {
  test("names are unique, usages begin with them, helps fit the app package", () => {
    const names = commandCatalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, usage, help } of commandCatalogue) {
      expect(usage.startsWith(`incident ${name}`)).toBe(true);
      expect(help.length).toBeLessThanOrEqual(100);
    }
  });

  test("only help is open to anybody", () => {
    expect(commandCatalogue.filter(({ open }) => open).map(({ name }) => name)).toEqual(["help"]);
  });
});
