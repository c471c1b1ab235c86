/** Whom a step calls that nobody answers, in words. */
import { callsLeft, type LadderFacts } from "../../../src/core/incident/ladder.ts";
import { type Given } from "../../support/given.ts";
import { people } from "../../support/incidents.ts";

/** Twenty minutes to answer, Lee is management, no quiet hours. */
const facts: LadderFacts = {
  responseMinutes: 20,
  management: [people.lee],
  notBefore: (time) => time,
};

/** Calls that are left for a step, as "03:00 owner: Ana Costa". */
export const left = (before: Given, changes: Partial<LadderFacts> = {}, name = "one") => {
  if (!before.incident) throw new Error("no incident");
  return callsLeft(before.incident, before.step(name), { ...facts, ...changes }).map(
    ({ rung, at: time, people: called }) =>
      `${time.slice(11, 16)} ${rung}: ${called.map(({ name: who }) => who).join(", ")}`,
  );
};
