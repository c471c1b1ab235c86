/** A database that an older version of Cordon wrote: its states don't fit, its events are read as they were written. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { incidentOf } from "../../../src/core/incident/evolve.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import { canonicalJson, type Json } from "../../../src/core/shared/canonical-json.ts";
import { alex, at, first, minute } from "./builders.ts";
import { engines } from "./databases.ts";
import { databasesForFile } from "./databases-for-file.ts";

const actor = { kind: "person", ...alex };
const cordon = { kind: "cordon" };
const step = "block-sign-in";

/** Events as version 0.1 wrote them: no tiers, traits, proposers, epochs, roles, or teams of owners. */
const written: readonly {
  readonly [key: string]: Json;
  readonly type: string;
  readonly at: string;
}[] = [
  {
    type: "IncidentOpened",
    incident: first,
    playbook: "mailbox-compromise",
    title: "Mailbox compromise",
    severity: "sev2",
    lead: { ...alex },
    seen: "inbox rule",
    subjects: [],
    evidence: [],
    steps: [
      {
        definition: {
          key: step,
          action: "block-sign-in",
          code: "C1",
          title: "Block sign-in",
          team: "identity",
          phase: "containment",
          why: "The attacker signs in.",
          after: [],
          needsEvidence: [],
          undoable: true,
        },
        ownership: { owner: { ...alex }, deputies: [] },
      },
    ],
    at: at(),
    actor,
  },
  {
    type: "StepProposed",
    step,
    approvalId: "approval-1",
    nonce: "nonce-1",
    plan: {
      incident: first,
      step,
      action: "block-sign-in",
      direction: "apply",
      subject: { kind: "user", id: "3f0d2b9e-6a53-4a0c-9a0a-2f6f8f3f7c1e" },
      items: [],
      parameters: {},
      before: {},
    },
    planHash: "a".repeat(64),
    expiresAt: at(10 * minute),
    at: at(1_000),
    actor: cordon,
  },
  { type: "NoteAdded", text: "Called her.", at: at(2_000), actor },
];

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

type Rows = { readonly statements: readonly string[]; readonly root: string };

const rowsOf = (): Rows => {
  let prev = "0".repeat(64);
  const inserts = written.map((event, index) => {
    const seq = index + 1;
    const payload = canonicalJson(event);
    const before = prev;
    prev = createHash("sha256")
      .update(`${prev}\n{"event":${payload},"incident":"${first}","seq":${seq}}`)
      .digest("hex");
    const values = [first, event.at, event.type, payload, before, prev].map(quote);
    const [incident, ...rest] = values;
    return `insert into events (incident, seq, at, type, payload, prev, hash) values (${incident}, ${seq}, ${rest.join(", ")})`;
  });
  const summary = JSON.stringify({
    id: first,
    title: "Mailbox compromise",
    severity: "sev2",
    phase: "detection",
    lead: alex.name,
    openedAt: at(),
    open: true,
  });
  const opened = `insert into incidents (id, number, opened_at, open, summary) values ('${first}', 1, '${at()}', 1, ${quote(summary)})`;
  return { statements: [opened, ...inserts], root: prev };
};

/** A state as it was: without anything that came later. */
const oldState = JSON.stringify({ id: first, version: 3, steps: [{ vote: "of an older shape" }] });

describe.each(engines)("a database of an older version on %s", (engine) => {
  const databases = databasesForFile(engine);

  const written01 = async () => {
    const url = await databases.freshUrl();
    const database = await databases.open(url);
    const { statements, root } = rowsOf();
    // `shape` isn't named: the column's default must be what old rows get.
    const snapshot = `insert into snapshots (incident, version, root, state) values ('${first}', 3, '${root}', ${quote(oldState)})`;
    for (const statement of [...statements, snapshot]) await databases.tamper(url, statement);
    return { url, ...database };
  };

  const load = async (store: Awaited<ReturnType<typeof written01>>["store"]): Promise<Incident> => {
    const incident = await store.load(first);
    if (!incident) throw new Error("nothing was loaded");
    return incident;
  };

  test("is loaded from its events, with what they lacked", async () => {
    const { store } = await written01();
    expect(await load(store)).toMatchObject({
      id: first,
      version: 3,
      epoch: 1,
      suspects: [],
      steps: [
        {
          definition: { emergency: false },
          ownership: { how: "on call", team: "identity", seconds: [] },
          status: {
            kind: "waiting",
            votes: [],
            proposal: { proposer: alex, epoch: 1, plan: { tier: 1, traits: [] } },
          },
        },
      ],
    });
  });

  test("hands out its events as today's rules read them, also from the middle", async () => {
    const { store } = await written01();
    const all = await store.events(first);
    expect(incidentOf(all.map(({ event }) => event))).toEqual(await load(store));
    expect(await store.events(first, 2)).toEqual(all.slice(1));
    expect(all[1]?.event).toMatchObject({ proposer: alex, plan: { tier: 1 } });
  });

  test("still proves its record, by the text that was hashed then", async () => {
    const { store } = await written01();
    expect(await store.verify(first)).toEqual({ ok: true });
  });

  test("goes on from where it was, and the next state is stored in today's shape", async () => {
    const { store, url } = await written01();
    const before = await load(store);
    const event = {
      type: "NoteAdded",
      text: "Later.",
      at: at(3_000),
      actor: { kind: "cordon" },
    } as const;
    const state = { ...before, title: "As stored", version: 4 };
    const commit = {
      incident: first,
      expectedVersion: 3,
      events: [event],
      state,
      jobs: [],
      handles: [],
    };
    expect(await store.commit(commit)).toMatchObject({ kind: "committed" });
    // Only a stored state says so: its events don't.
    expect(await load(store)).toMatchObject({ title: "As stored", version: 4 });
    expect(await store.verify(first)).toEqual({ ok: true });
    await databases.tamper(url, "update snapshots set shape = 0");
    expect(await load(store)).toMatchObject({ title: "Mailbox compromise", version: 4 });
  });

  test("isn't loaded where entries are missing", async () => {
    const { store, url } = await written01();
    await databases.tamper(url, "delete from events where seq = 3");
    await expect(load(store)).rejects.toThrow("INC-0001 has 2 entries, and its head counts 3.");
  });
});
