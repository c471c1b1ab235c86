import { describe, expect, test } from "@jest/globals";
import { matchRules, type MailRule, ruleNumberOf } from "../../src/actions/mailbox/rules.ts";
import { signsOf } from "../../src/actions/mailbox/suspicion.ts";

const own = new Set(["contoso.example"]);

const rule = (facts: Partial<MailRule>): MailRule => ({
  route: "graph",
  ref: "AQAAAJ5dZqI=",
  name: "a rule",
  enabled: true,
  hidden: false,
  sendsTo: [],
  deletes: false,
  moves: false,
  folder: undefined,
  marksRead: false,
  stops: false,
  ...facts,
});

describe("innocent", () => {
  test.each<[string, Partial<MailRule>]>([
    ["a rule that sorts newsletters", { moves: true, folder: "Newsletters" }],
    ["a rule that sorts and marks as read", { moves: true, folder: "CI", marksRead: true }],
    ["a rule that forwards to a colleague", { sendsTo: ["jon.lind@CONTOSO.example"] }],
    ["a rule that archives", { moves: true, folder: "Archive" }],
    [
      "Exchange's junk rule",
      { name: "Junk E-mail Rule", hidden: true, moves: true, folder: "Junk Email" },
    ],
    [
      "Exchange's out-of-office rule",
      { name: "Microsoft.Exchange.OOF.InternalSenders.Global", hidden: true },
    ],
    [
      "a delegate rule",
      { name: "Delegate Rule -8725", hidden: true, sendsTo: ["bo@contoso.example"] },
    ],
  ])("%s", (_what, facts) => {
    expect(signsOf(rule(facts), own)).toEqual([]);
  });
});

describe("suspicious", () => {
  test.each<[string, Partial<MailRule>, readonly string[]]>([
    ["to an outside address", { sendsTo: ["x@evil.example"] }, ["sends to x@evil.example"]],
    [
      "to a look-alike domain",
      { sendsTo: ["x@contoso.example.evil"] },
      ["sends to x@contoso.example.evil"],
    ],
    ["that deletes", { deletes: true }, ["deletes"]],
    ["into RSS", { moves: true, folder: "RSS Subscriptions" }, ["moves to RSS Subscriptions"]],
    [
      "into Conversation History",
      { moves: true, folder: "Conversation History" },
      ["moves to Conversation History"],
    ],
    [
      "into the archive, as read",
      { moves: true, folder: "Archive", marksRead: true },
      ["moves to Archive"],
    ],
    [
      "somewhere, as read, and last",
      { moves: true, marksRead: true, stops: true },
      ["marks as read and moves away"],
    ],
    ["hidden without a system name", { hidden: true }, ["hidden"]],
    [
      "with a system name that sends outside",
      { name: "Junk E-mail Rule", hidden: true, sendsTo: ["x@evil.example"] },
      ["hidden", "sends to x@evil.example"],
    ],
    [
      "visible with a system name that deletes",
      { name: "Delegate Rule -8725", deletes: true },
      ["deletes"],
    ],
    [
      "visible with a system name that hides mail",
      { name: "Microsoft.Exchange.OOF.x", moves: true, folder: "RSS Feeds" },
      ["moves to RSS Feeds"],
    ],
    [
      "hidden with a system name that deletes",
      { name: "Junk E-mail Rule", hidden: true, deletes: true },
      ["hidden", "deletes"],
    ],
    [
      "hidden with a system name that moves mail where no filter does",
      { name: "Junk E-mail Rule", hidden: true, moves: true, folder: "RSS Feeds" },
      ["hidden", "moves to RSS Feeds"],
    ],
  ])("%s", (_what, facts, signs) => {
    expect(signsOf(rule(facts), own)).toEqual(signs);
  });
});

describe("rules of both services", () => {
  const visible = { id: "AQAAAJ5dZqE=", displayName: "invoices", isEnabled: true, actions: {} };
  const number = ruleNumberOf(visible.id) ?? "";
  const twin = {
    Identity: `marta\\${number}`,
    Name: "invoices",
    Enabled: true,
    MoveToFolder: "RSS Feeds",
  };

  test("are matched by number, and the folder's name is taken from Exchange", () => {
    const { rules } = matchRules({ graph: [visible], exchange: [twin] });
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ route: "graph", hidden: false, folder: "RSS Feeds" });
  });

  test("of which Graph doesn't show one are told apart, even with the same name", () => {
    const other = { ...twin, Identity: "marta\\11558028426879172609" };
    const { rules } = matchRules({ graph: [visible], exchange: [twin, other] });
    expect(rules.map(({ hidden, ref }) => ({ hidden, ref }))).toEqual([
      { hidden: false, ref: visible.id },
      { hidden: true, ref: "11558028426879172609" },
    ]);
  });

  test("that Graph may not change go through Exchange", () => {
    const { rules } = matchRules({ graph: [{ ...visible, isReadOnly: true }], exchange: [twin] });
    expect(rules[0]).toMatchObject({ route: "exchange", ref: number, hidden: false });
  });

  test("that aren't rules are a fault, not an empty list", () => {
    expect(() => matchRules({ graph: [{ name: "x" }], exchange: [] })).toThrow("unexpected");
  });
});
