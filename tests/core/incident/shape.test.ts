import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { incidentOf } from "../../../src/core/incident/evolve.ts";
import { upcast, upcastAll } from "../../../src/core/incident/shape.ts";
import { aRecord } from "../../support/records.ts";

/** As they stand in a record of version 0.1: written by hand, and never to be changed. */
const recorded = `[
  {"type":"IncidentOpened","incident":"INC-0007","playbook":"mailbox-compromise",
   "title":"Mailbox compromise","severity":"sev2",
   "lead":{"id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91d31f0","name":"Priya Nair"},
   "seen":"Invoices were sent.","subjects":[],"evidence":[],
   "steps":[
     {"definition":{"key":"one","action":"one","code":"C1","title":"Do one","team":"identity",
       "phase":"containment","why":"w","after":[],"needsEvidence":[],"undoable":true},
      "ownership":{"owner":{"id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91daaa1","name":"Ana Costa"},"deputies":[]}},
     {"definition":{"key":"two","action":"two","code":"C2","title":"Do two","team":"mail",
       "phase":"containment","why":"w","after":[],"needsEvidence":[],"undoable":true}}],
   "at":"2026-08-21T03:00:00.000Z",
   "actor":{"kind":"person","id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91dbbb2","name":"Jon Lind"}},
  {"type":"StepAssigned","step":"two",
   "ownership":{"owner":{"id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91dccc3","name":"Bo Eriksen"},"deputies":[]},
   "at":"2026-08-21T03:05:00.000Z",
   "actor":{"kind":"person","id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91d31f0","name":"Priya Nair"}},
  {"type":"StepProposed","step":"one","approvalId":"a","nonce":"n",
   "plan":{"incident":"INC-0007","step":"one","action":"one","direction":"apply",
     "subject":{"kind":"user","id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91d7c1e"},
     "items":[],"parameters":{},"before":{"enabled":true}},
   "planHash":"${"5c".repeat(32)}","expiresAt":"2026-08-21T03:20:00.000Z",
   "at":"2026-08-21T03:10:00.000Z","actor":{"kind":"cordon"}},
  {"type":"StepApproved","step":"one","planHash":"${"5c".repeat(32)}",
   "at":"2026-08-21T03:12:00.000Z",
   "actor":{"kind":"person","id":"4b0e4b9e-2f61-4f0a-9a37-52f0a91daaa1","name":"Ana Costa"}}
]`;

/** A custom schema: the text above is of the older shape, which only `upcast` makes today's. */
const events = z
  .array(z.custom<IncidentEvent>((value) => typeof value === "object"))
  .parse(JSON.parse(recorded));
const opener = { id: "4b0e4b9e-2f61-4f0a-9a37-52f0a91dbbb2", name: "Jon Lind" };

describe("a record of an older version", () => {
  test("gets what its events lack, and keeps what they have", () => {
    const [opened, assigned, proposed, approved] = upcastAll(events);
    expect(opened).toMatchObject({
      steps: [
        {
          definition: { title: "Do one", emergency: false },
          ownership: {
            owner: { name: "Ana Costa" },
            how: "on call",
            team: "identity",
            seconds: [],
          },
        },
        { definition: { title: "Do two", emergency: false } },
      ],
    });
    expect(assigned).toMatchObject({
      ownership: { owner: { name: "Bo Eriksen" }, how: "on call", team: "", seconds: [] },
    });
    expect(proposed).toMatchObject({
      proposer: opener,
      epoch: 1,
      plan: { tier: 1, traits: [], before: { enabled: true } },
      planHash: "5c".repeat(32),
    });
    expect(approved).toMatchObject({ notBefore: "2026-08-21T03:12:00.000Z" });
  });

  test("a step without an owner stays without one", () => {
    const [opened] = upcastAll(events);
    expect(opened).toHaveProperty("steps[0].ownership");
    expect(opened).not.toHaveProperty("steps[1].ownership");
  });

  test("folds into a state in which its vote counts", () => {
    expect(incidentOf(upcastAll(events)).steps.map(({ status }) => status)).toMatchObject([
      {
        kind: "approved",
        notBefore: "2026-08-21T03:12:00.000Z",
        waivedBy: [],
        votes: [{ by: { name: "Ana Costa" } }],
        proposal: { proposer: opener, epoch: 1 },
      },
      { kind: "not started" },
    ]);
  });

  test("one event alone doesn't know who opened the incident, and names nobody", () => {
    const proposed = events.find(({ type }) => type === "StepProposed");
    if (!proposed) throw new Error("no proposal");
    expect(upcast(proposed)).toMatchObject({ proposer: { name: "not recorded" }, epoch: 1 });
  });
});

test("a record of today stays as it is, the first of two votes as well", () => {
  const today = aRecord().events;
  expect(today.some((event) => event.type === "StepApproved" && !event.notBefore)).toBe(true);
  expect(upcastAll(today)).toEqual(today);
  expect(upcastAll([])).toEqual([]);
});
