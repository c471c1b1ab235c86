import { describe, expect, test } from "@jest/globals";
import { checkPlaybook } from "../../src/playbooks/check.ts";
import { checkRouting } from "../../src/playbooks/check-routing.ts";
import { type Playbook, playbookSchema } from "../../src/playbooks/contract.ts";
import { library } from "../../src/read-files.ts";

const teams = ["iam", "collaboration", "soc", "legal"];

type Raw = Readonly<Record<string, unknown>>;
const step = (key: string, more: Raw = {}): Raw => ({
  key,
  action: "block-sign-in",
  phase: "containment",
  why: "Because it has to be done.",
  ...more,
});
const playbook = (steps: readonly Raw[], more: Raw = {}): Playbook =>
  playbookSchema.parse({
    id: "a-playbook",
    title: "A playbook",
    about: "Something went wrong.",
    subject: "user",
    evidence: ["E0", "E1", "E2", "E3"],
    steps,
    ...more,
  });

/** "steps.0.action: …" for each problem. */
const check = (steps: readonly Raw[], more: Raw = {}): readonly string[] =>
  checkPlaybook(playbook(steps, more), library, teams).map(
    ({ path, text }) => `${path.join(".")}: ${text}`,
  );

const loop = (name: string, other: string): string =>
  `step ${name}: it waits for ${other}, which waits for it: a loop`;

describe("a playbook can be run", () => {
  test.each<[string, readonly Raw[], Raw]>([
    ["with a manual check", [step("ask", { action: "prove-identity", phase: "recovery" })], {}],
    ["with a manual check in any phase", [step("ask", { action: "seal-and-learn" })], {}],
    [
      "with a step for a kind of subject that is added later",
      [step("one", { action: "isolate-device", on: "device", team: "iam" })],
      {},
    ],
    [
      "with an action that gets the value it takes",
      [step("one", { action: "block-sender", input: "a@b.example" })],
      {},
    ],
    [
      "with an action that doesn't get it: it goes by hand",
      [step("one", { action: "block-sender" })],
      {},
    ],
    [
      "with a detection step that only collects",
      [step("one", { action: "collect-investigation-package", phase: "detection", team: "soc" })],
      { subject: "device", evidence: [] },
    ],
    ["with logs that a slow collector reads", [step("one")], { logs: ["E4", "P3", "R6"] }],
  ])("%s", (_what, steps, more) => {
    expect(check(steps, more)).toEqual([]);
  });
});

describe("a playbook is refused", () => {
  test.each<[string, readonly Raw[], string]>([
    [
      "for an unknown action, with the nearest name",
      [step("one", { action: "block-signin", team: "iam" })],
      "steps.0.action: step one: there is no action block-signin; the nearest is block-sign-in, docs/actions.md has them all",
    ],
    [
      "for an unknown team of a step",
      [step("one", { team: "help" })],
      "steps.0.team: step one: there is no team help; expected one of the directory’s: iam, collaboration, soc or legal",
    ],
    [
      "for the team of an action that the directory hasn't",
      [step("one", { action: "notify-recipients" })],
      "steps.0.action: step one: there is no team comms, to which notify-recipients belongs; expected one of the directory’s: iam, collaboration, soc or legal",
    ],
    [
      "for a key used twice",
      [step("one"), step("one")],
      "steps.1.key: step one: this key is used twice, first by step number 1",
    ],
    [
      "for a key that a second subject's step would get",
      [step("one"), step("one-2")],
      "steps.1.key: step one-2: one of another subject gets this key; expected one that doesn’t end in a number",
    ],
    [
      "for after that names nothing",
      [step("one", { after: ["zero"] })],
      "steps.0.after.0: step one: after names zero, and there is no such step; expected an earlier step’s key",
    ],
    [
      "for after that names a later step",
      [step("one", { after: ["two"] }), step("two")],
      "steps.0.after.0: step one: after names two, which comes later; expected an earlier step’s key",
    ],
    [
      "for a step that waits for itself",
      [step("one", { after: ["one"] })],
      "steps.0.after.0: step one: it waits for itself: a loop",
    ],
    [
      "for waiting that no subject can have",
      [
        step("one", { action: "isolate-device", on: "device", team: "iam" }),
        step("two", { after: ["one"] }),
      ],
      "steps.1.after.0: step two: after names one, and no kind of subject has both steps: it would never wait",
    ],
    [
      "for a phase that goes back",
      [step("one", { phase: "eradication" }), step("two")],
      "steps.1.phase: step two: containment comes before eradication of step one; expected eradication, recovery, post-incident",
    ],
    [
      "for a change before containment",
      [step("one", { phase: "detection" })],
      "steps.0.phase: step one: block-sign-in changes something, and detection is too early for it; expected containment or later",
    ],
    [
      "for a value that the action refuses, with its reason and an example",
      [step("one", { action: "restrict-sign-in", input: "a bit" })],
      "steps.0.input: step one: “a bit” can’t be used. Say block or phishing-resistant. Expected block or phishing-resistant: phishing-resistant",
    ],
    [
      "for a value that nothing takes",
      [step("one", { input: "now" })],
      "steps.0.input: step one: block-sign-in takes no value; expected no input",
    ],
    [
      "for on with a kind that the action doesn't know",
      [step("one", { on: ["user", "site"] })],
      "steps.0.on: step one: block-sign-in isn’t for a site: it acts on a user; expected “on” with these only",
    ],
    [
      "for a check about something else",
      [step("one", { action: "release-deleted-app", on: "user" })],
      "steps.0.on: step one: release-deleted-app isn’t for a user: it asks about a service principal; expected “on” with these only",
    ],
    [
      "for once together with on",
      [step("one", { on: "user", once: true })],
      "steps.0.on: step one: expected either once or on: once belongs to the first subject, whatever its kind",
    ],
  ])("%s", (_why, steps, problem) => {
    expect(check(steps)).toEqual([problem]);
  });

  test("for steps that wait for each other", () => {
    const steps = [step("one", { after: ["two"] }), step("two", { after: ["one"] })];
    expect(check(steps)).toEqual([
      `steps.0.after.0: ${loop("one", "two")}`,
      `steps.1.after.0: ${loop("two", "one")}`,
    ]);
  });

  test("for evidence that its actions need and nobody collects, said once", () => {
    const rules = { action: "delete-inbox-rules" };
    expect(check([step("one", rules), step("two", rules)], { evidence: ["E0"] })).toEqual([
      "evidence: evidence: delete-inbox-rules needs E2, and it isn’t collected; expected E2 in this list",
    ]);
  });

  test("for a subject on which its actions don't act", () => {
    expect(check([step("one")], { subject: "service principal" })).toEqual([
      "evidence.1: evidence: nothing collects E1 of a service principal",
      "evidence.2: evidence: nothing collects E2 of a service principal",
      "steps.0.action: step one: block-sign-in isn’t for a service principal: it acts on a user; expected “on” with these only",
    ]);
  });

  test.each<[string, Raw, string]>([
    ["logs as snapshot", { evidence: ["E4"] }, "evidence.0: evidence: E4 belongs in “logs”"],
    ["a snapshot as logs", { logs: ["E1"] }, "logs.0: logs: E1 belongs in “evidence”"],
    ["the same twice", { logs: ["E4", "E4"] }, "logs.1: logs: E4 stands here twice"],
    [
      "what only an action makes",
      { evidence: ["E0", "E7"] },
      "evidence.1: evidence: nothing collects E7 by itself; expected E0, E1, E2, E3, E6 or E8",
    ],
    [
      "what is read of other subjects",
      { evidence: ["E0", "E2"], subject: ["site"] },
      "evidence.1: evidence: nothing collects E2 of a site",
    ],
  ])("for evidence that can't be collected so: %s", (_what, more, problem) => {
    const steps = [step("one", { action: "seal-and-learn" })];
    expect(check(steps, more)).toEqual([problem]);
  });
});

test("a routing rule is refused for an action or a playbook that isn't there, with the nearest name", () => {
  const rule = {
    name: "R",
    team: "iam",
    actions: ["block-sign-in", "prove-identity", "block-sign-on"],
    playbooks: ["a-playbook", "a-playbok"],
  };
  expect(checkRouting({ routing: [rule] }, library, [playbook([step("one")])])).toEqual([
    {
      path: ["routing", 0, "actions", 2],
      text: "routing rule “R”: there is no action block-sign-on; the nearest is block-sign-in",
    },
    {
      path: ["routing", 0, "playbooks", 1],
      text: "routing rule “R”: there is no playbook a-playbok; the nearest is a-playbook",
    },
  ]);
  const alone = checkRouting(
    { routing: [{ name: "R", team: "iam", playbooks: ["x"] }] },
    library,
    [],
  );
  expect(alone.map(({ text }) => text)).toEqual(["routing rule “R”: there is no playbook x"]);
});
