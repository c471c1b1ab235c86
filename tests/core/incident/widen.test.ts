/** An incident grows: subjects and steps join it, steps are left out, and each of that is answered for. */
import { describe, expect, test } from "@jest/globals";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import {
  missingFor,
  snapshotReady,
  subjectOf,
  wantedEvidence,
} from "../../../src/core/incident/evidence.ts";
import { evolve } from "../../../src/core/incident/evolve.ts";
import { type NewStep } from "../../../src/core/incident/events.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import { entryOf } from "../../../src/core/timeline/entry.ts";
import {
  approved,
  by,
  cardOf,
  changesIn,
  cordon,
  event,
  given,
  key,
  lapsedBecause,
  marta,
  opened,
  openedWith,
  opening,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { aSubject, idEnding, people } from "../../support/incidents.ts";

const { ana, jon, priya } = people;
const dueKeys = (incident: Incident) => dueSteps(incident).map(({ definition }) => definition.key);
const omar: Subject = {
  kind: "user",
  id: idEnding("0a0a"),
  name: "Omar Haddad",
  address: "omar@contoso.example",
  about: "member, enabled",
};
const [first] = opening.steps;
if (!first) throw new Error("no step");
const stepFor = (name: string, changes: Partial<NewStep["definition"]> = {}): NewStep => ({
  definition: { ...first.definition, key: key(name), subject: omar.id, ...changes },
});
const addSubject = (subject = omar, steps: readonly NewStep[] = [stepFor("one-2")]) =>
  ({
    type: "AddSubject",
    subject,
    evidence: ["E0"],
    slowEvidence: ["E4"],
    steps,
    why: "same sender",
    byManagement: false,
  }) as const;

describe("another subject", () => {
  const { incident, facts } = given(opened).when(addSubject(), by(priya));

  test("joins with its steps, numbered on, and decides nothing from then on", () => {
    expect(facts.map(({ type }) => type)).toEqual(["SubjectAdded"]);
    expect(incident?.subjects.map(({ name }) => name)).toEqual([aSubject().name, omar.name]);
    const added = incident?.steps.at(-1);
    expect(added).toMatchObject({ number: 6, status: { kind: "not started" } });
    expect(incident && added && subjectOf(incident, added).name).toBe(omar.name);
    const skip = {
      type: "SkipStep",
      step: key("two"),
      handle: cardOf("h"),
      reason: "no",
      byManagement: true,
    } as const;
    const press = given(opened)
      .when(addSubject(), by(priya))
      .next.when(skip, by({ ...marta, id: omar.id }));
    expect(press.refusal?.code).toBe("R-103");
  });

  test("waits for its own snapshot; the first subject's steps go on meanwhile", () => {
    if (!incident) throw new Error("no incident");
    expect(snapshotReady(incident, omar.id)).toBe(false);
    expect(snapshotReady(incident, aSubject().id)).toBe(true);
    expect(dueSteps(incident).map(({ definition }) => definition.key)).not.toContain("one-2");
    const kept = event({
      type: "EvidenceKept",
      artefact: {
        kind: "E0",
        subject: omar.id,
        title: "State",
        sha256: "b".repeat(64),
        bytes: 3,
        summary: "1 account",
        complete: true,
      },
    });
    const added = event({ ...addSubject(), type: "SubjectAdded" }, by(priya));
    const ready = given(opened, added, kept).incident;
    expect(ready && snapshotReady(ready, omar.id)).toBe(true);
  });

  test("its evidence is its own: what is kept of the first subject doesn't let its destructive steps through", () => {
    const destructive = stepFor("wipe-2", { needsEvidence: ["E1"] });
    const artefact = {
      kind: "E1" as const,
      title: "State",
      sha256: "c".repeat(64),
      bytes: 3,
      summary: "",
      complete: true,
    };
    const { incident: both } = given(opened, event({ type: "EvidenceKept", artefact })).when(
      addSubject(omar, [destructive]),
      by(priya),
    );
    const step = both?.steps.at(-1);
    expect(both && step && missingFor(both, step)).toEqual(["E1"]);
  });

  test.each([
    ["the first subject again", aSubject(), priya, "R-118"],
    ["somebody who decides here", { ...omar, id: jon.id, name: jon.name }, priya, "R-118"],
    ["added by somebody who doesn't lead", omar, ana, "R-201"],
    ["added by the subject", omar, marta, "R-103"],
  ])("%s: refused", (_what, subject, person, code) => {
    const { refusal, facts: nothing } = given(opened).when(addSubject(subject), by(person));
    expect(refusal?.code).toBe(code);
    expect(changesIn(nothing)).toEqual([]);
  });
});

describe("one step more", () => {
  const add = (name: string) =>
    ({
      type: "AddStep",
      ...stepFor(name, { subject: marta.id }),
      why: "x",
      byManagement: false,
    }) as const;

  test("joins at the end; the log says who wanted it", () => {
    const { incident, facts } = given(opened).when(add("extra"), by(priya));
    expect(incident?.steps.at(-1)).toMatchObject({ number: 6, askedBy: { id: priya.id } });
    const [fact] = facts;
    if (!incident || !fact) throw new Error("nothing added");
    expect(entryOf(event(fact, by(priya)), 2, incident)).toMatchObject({
      result: "added",
      owner: priya.name,
    });
  });

  test("Cordon splits one off; nobody else but lead and management adds one, and no key twice", () => {
    expect(given(opened).when(add("extra"), cordon).refusal).toBeUndefined();
    expect(given(opened).when(add("extra"), by(ana)).refusal?.code).toBe("R-201");
    expect(given(opened).when(add("one"), by(priya)).refusal?.code).toBe("R-118");
  });

  test("Cordon's own is proposed by whoever asked for what it split; a person speaks for nobody else", () => {
    const wish = { ...add("extra"), askedBy: ana };
    const askedBy = (actor: Parameters<ReturnType<typeof given>["when"]>[1]) =>
      given(opened).when(wish, actor).incident?.steps.at(-1)?.askedBy.id;
    expect(askedBy(cordon)).toBe(ana.id);
    expect(askedBy(by(priya))).toBe(priya.id);
  });

  test("not more than 200", () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      stepFor(`s-${String(n)}`, { subject: marta.id }),
    );
    const { refusal } = given(openedWith({ steps: many })).when(add("extra"), by(priya));
    expect(refusal?.code).toBe("R-205");
  });
});

describe("leaving a step out", () => {
  const skip = (reason = "The mailbox has no rules.") =>
    ({
      type: "SkipStep",
      step: key("one"),
      handle: cardOf("h"),
      reason,
      byManagement: false,
    }) as const;

  test("needs a reason, and somebody who decides it or leads", () => {
    expect(given(opened).when(skip(" "), by(ana)).refusal?.code).toBe("R-110");
    const other = { id: idEnding("eee5"), name: "Kim Otto" };
    expect(given(opened).when(skip(), by(other)).refusal?.code).toBe("R-201");
    const done = given(opened).when(skip(), by(ana)).next.step("one");
    expect(done.status).toMatchObject({ kind: "skipped", by: { id: ana.id } });
  });

  test("what waits for a vote is declined on its card; what lapsed may be skipped", () => {
    const { refusal } = given(opened, proposed()).when(skip(), by(ana));
    expect(refusal?.sentence).toContain("Decline it on its card.");
    const lapsed = given(opened, proposed(), lapsedBecause("no answer")).when(skip(), by(ana));
    expect(lapsed.refusal).toBeUndefined();
  });

  const ran = [proposed(), approved(), requested()];
  test.each(["failed", "not observed", "partly observed", "unknown"] as const)(
    "what ended %s may be skipped",
    (outcome) => {
      const over = given(opened, ...ran, settled(outcome, ["failed"])).when(skip(), by(ana));
      expect(over.facts).toMatchObject([{ type: "StepSkipped" }]);
      expect(over.next.step("one").status.kind).toBe("skipped");
    },
  );

  test("what holds is undone first, and a way back is declined on its card", () => {
    const holds = [...ran, settled("observed", ["observed"])];
    const { refusal, facts } = given(opened, ...holds).when(skip(), by(ana));
    expect(refusal?.sentence).toContain("It holds: undo it first, or leave it.");
    expect(changesIn(facts)).toEqual([]);
    const back = given(opened, ...holds, reopened("undo")).when(skip(), by(ana));
    expect(back.refusal?.sentence).toContain("The way back isn't wanted? Decline it on its card.");
    expect(changesIn(back.facts)).toEqual([]);
  });

  test("the steps after it have their turn, and it can be proposed again", () => {
    const skipped = given(opened).when(skip(), by(ana));
    const due = skipped.incident ? dueSteps(skipped.incident) : [];
    expect(due.map(({ definition }) => definition.key)).toContain("two");
    const again = { type: "Reopen", step: key("one"), direction: "apply" } as const;
    expect(skipped.next.when(again, by(ana)).next.step("one").status.kind).toBe("not started");
  });

  test("a closed incident is answered, not changed", () => {
    const gone = event({ type: "IncidentClosed", reason: "over" }, by(priya));
    expect(given(opened, gone).when(skip(), by(ana)).refusal?.code).toBe("R-111");
  });
});

describe("a step more wants its own evidence and subject", () => {
  const destructive = {
    type: "AddStep",
    ...stepFor("wipe", { subject: marta.id, needsEvidence: ["E2"] }),
    why: "x",
    byManagement: false,
  } as const;

  test("what it destroys is collected although the playbook didn't ask for it; only this step waits", () => {
    const before = given(openedWith({ steps: opening.steps.slice(0, 1) }));
    const { incident } = before.when(destructive, by(priya));
    if (!incident) throw new Error("no incident");
    const need = { kind: "E2", subject: marta.id } as const;
    expect(wantedEvidence(incident)).toEqual([need]);
    expect(snapshotReady(incident, marta.id)).toBe(true);
    expect(dueKeys(incident)).toEqual(["one"]);
    const missed = event({ type: "EvidenceMissed", ...need, reason: "refused" });
    const artefact = {
      ...need,
      title: "Rules",
      sha256: "f".repeat(64),
      bytes: 3,
      summary: "",
      complete: true,
    };
    for (const known of [missed, event({ type: "EvidenceKept", artefact })]) {
      expect(dueKeys(evolve(incident, known))).toEqual(["wipe", "one"]);
    }
  });

  test("what the snapshot has isn't read twice", () => {
    const { incident } = given(openedWith({ evidence: ["E2"] })).when(destructive, by(priya));
    expect(incident && wantedEvidence(incident)).toHaveLength(1);
  });

  test("a subject that the incident doesn't have is refused", () => {
    const strange = { ...destructive, ...stepFor("wipe", { subject: omar.id }) };
    expect(given(opened).when(strange, by(priya)).refusal?.code).toBe("R-207");
  });

  test("the same file of another subject is kept for that subject too", () => {
    const artefact = {
      kind: "E0" as const,
      subject: marta.id,
      title: "State",
      sha256: "e".repeat(64),
      bytes: 3,
      summary: "",
      complete: true,
    };
    const both = given(opened, event({ type: "EvidenceKept", artefact })).when(
      addSubject(),
      by(priya),
    );
    const again = { type: "KeepEvidence", artefact: { ...artefact, subject: omar.id } } as const;
    expect(both.next.when(again, cordon).facts).toHaveLength(1);
    const twice = { type: "KeepEvidence", artefact } as const;
    expect(both.next.when(twice, cordon).facts).toEqual([]);
  });
});
