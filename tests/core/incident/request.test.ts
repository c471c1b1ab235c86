import { describe, expect, test } from "@jest/globals";
import {
  approved,
  by,
  cardOf,
  closed,
  cordon,
  event,
  type Given,
  given,
  hash,
  key,
  later,
  mailPerson,
  marta,
  opened,
  openedWith,
  proposed,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, aSubject, at, people } from "../../support/incidents.ts";

const request = (before: Given, time = at("03:13"), letter = "a") =>
  before.when(
    { type: "RequestEffect", step: key("one"), planHash: hash(letter), fence: 3 },
    cordon,
    time,
  );
const ready = given(opened, proposed(), approved());
const unusedUntil = at("03:17");

describe("the gate before anything is requested", () => {
  test("opens for the plan that was approved, and writes the claim's number", () => {
    expect(request(ready)).toMatchObject({
      facts: [{ type: "EffectRequested", step: "one", planHash: hash("a"), fence: 3 }],
      refusal: undefined,
    });
  });

  test.each([
    ["nothing was proposed", given(opened)],
    ["nobody voted", given(opened, proposed())],
    ["it was requested already", given(opened, proposed(), approved(), requested())],
    [
      "it was settled already",
      given(opened, proposed(), approved(), requested(), settled("unknown", ["unknown"])),
    ],
  ])("stays shut when %s", (_what, before) => {
    expect(request(before)).toMatchObject({ facts: [], refusal: { code: "R-109" } });
  });

  test("stays shut for another hash", () => {
    expect(request(ready, at("03:13"), "b")).toMatchObject({
      facts: [],
      refusal: { code: "R-109" },
    });
  });

  test("an approval is good for five minutes to the instant; then it is void and says so", () => {
    expect(request(ready, unusedUntil).facts).toMatchObject([{ type: "EffectRequested" }]);
    expect(request(ready, later(unusedUntil))).toMatchObject({
      facts: [{ type: "StepLapsed", step: "one", reason: "not used" }],
      refusal: { code: "R-107" },
    });
  });

  test("stays shut when the voter decides no more, or has become a subject", () => {
    const ownership = anOwnership({ owner: mailPerson, deputies: [] });
    const assigned = event({ type: "StepAssigned", step: key("one"), ownership });
    const taken = given(opened, proposed(), approved(), assigned);
    const lost = { type: "VoteVoided", step: "one", voter: people.ana } as const;
    expect(request(taken)).toMatchObject({ facts: [lost], refusal: { code: "R-104" } });
    const subjects = [{ ...aSubject(), id: people.ana.id }];
    const suspect = given(openedWith({ subjects }), proposed(), approved());
    expect(request(suspect)).toMatchObject({ facts: [lost], refusal: { code: "R-104" } });
    expect(request(suspect).incident?.steps[0]?.status).toMatchObject({
      kind: "waiting",
      votes: [],
    });
  });

  test("stays shut in a closed incident", () => {
    expect(request(given(opened, proposed(), approved(), closed)).refusal?.code).toBe("R-111");
  });
});

describe("an approval that nothing used", () => {
  const lapse = (before: Given, time = later(unusedUntil)) =>
    before.when({ type: "Lapse", step: key("one"), approvalId: cardOf().id }, cordon, time);

  test("lapses by itself once it could not be used any more", () => {
    expect(lapse(ready).facts).toEqual([
      { type: "StepLapsed", step: key("one"), reason: "not used" },
    ]);
  });

  test("stands while it can be used, and when it was", () => {
    expect(lapse(ready, unusedUntil).facts).toEqual([]);
    expect(lapse(given(opened, proposed(), approved(), requested())).facts).toEqual([]);
  });
});

describe("a proposal that nobody answered", () => {
  const lapse = (before: Given, time = at("03:20"), approvalId = cardOf().id) =>
    before.when({ type: "Lapse", step: key("one"), approvalId }, cordon, time);

  test("lapses at its time, not before, and only itself", () => {
    const waiting = given(opened, proposed());
    expect(lapse(waiting).facts).toEqual([
      { type: "StepLapsed", step: "one", reason: "no answer" },
    ]);
    expect(lapse(waiting, later(at("03:20"), -1)).facts).toEqual([]);
    expect(lapse(waiting, at("03:20"), "approval-b").facts).toEqual([]);
  });

  test("doesn't lapse once it was declined or requested", () => {
    expect(lapse(given(opened, proposed(), approved(), requested())).facts).toEqual([]);
    expect(lapse(given(opened)).facts).toEqual([]);
  });
});

describe("a voter's rights are read at the vote's own time", () => {
  test("a subject's earlier vote is no vote", () => {
    const before = given(opened, proposed());
    const press = before.when({ type: "Approve", step: key("one"), ...cardOf() }, by(marta));
    expect(press.incident?.steps[0]?.status.kind).toBe("waiting");
  });
});
