/** How long it takes to find who decides: a large directory, every severity, rota holes included. */
import { type Directory, directorySchema, noGroups } from "../../src/core/ownership/directory.ts";
import { ownershipOf, routeOf } from "../../src/core/ownership/resolve.ts";
import { severities } from "../../src/core/incident/types.ts";
import { after, instant } from "../../src/core/shared/ids.ts";
import { type Figure, median, quantile } from "./figure.ts";

const people = 500;
const entries = 50;
const rounds = 20_000;
const start = instant.parse("2026-01-05T08:00:00.000Z");
const dayMs = 86_400_000;

/** An object id from a number. */
const idOf = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

const teams = ["iam", "soc", "collaboration", "cloud-security", "management"] as const;

/** 500 people with two accounts each, a rota of 50 weeks in every team, ten rules of which the last fits. */
const largeDirectory = (): Directory =>
  directorySchema.parse({
    people: Array.from({ length: people }, (_, index) => ({
      id: idOf(index),
      name: `Person ${index}`,
      email: `person${index}@contoso.example`,
      accounts: [idOf(people + index)],
    })),
    teams: teams.map((id, at) => ({
      id,
      name: id,
      lead: idOf(people - 1),
      deputies: [idOf(people - 2), idOf(people - 3 - at)],
      onCall: {
        rota: Array.from({ length: entries }, (_, week) => ({
          person: idOf(people - 10 - ((week + at) % 400)),
          from: after(start, week * 7 * dayMs),
          to: after(start, (week * 7 + 6) * dayMs),
        })),
      },
    })),
    routing: Array.from({ length: 10 }, (_, index) => ({
      name: `Rule ${index}`,
      ...(index < 9 && { actions: [`action-${index}`], targets: ["privileged"] }),
      team: teams[index % 2] ?? "iam",
      oversight: "soc",
    })),
  });

const resolve = (directory: Directory, round: number): number => {
  const began = performance.now();
  const severity = severities[round % severities.length] ?? "sev1";
  const matter = { action: "block-sign-in", defaultTeam: "iam", playbook: "mailbox-compromise" };
  const route = routeOf(directory, { ...matter, severity, subjectKind: "user", traits: ["guest"] });
  const at = after(start, (round % (entries * 7)) * dayMs);
  const found = ownershipOf(directory, { ...route, at, groups: noGroups, barred: [] });
  const took = performance.now() - began;
  if (!found?.oversight) throw new Error("nobody was found");
  return took;
};

const spelled = (ms: number): string => `${ms.toFixed(2)} ms`;

/** Routing and owner for 500 people and rotas of 50 entries: of 20,000 in one run; the longest is often the machine's other work. */
export const measureOwner = (): Promise<readonly Figure[]> => {
  const directory = largeDirectory();
  const times = Array.from({ length: rounds }, (_, round) => resolve(directory, round));
  const longest = Math.max(...times);
  return Promise.resolve([
    {
      name: "who decides: routing and owner",
      measured: `p50 ${spelled(median(times))}, p99 ${spelled(quantile(times, 0.99))}, max ${spelled(longest)}`,
      target: "< 1 ms",
      note: `${people} people with two accounts each, ${entries} rota entries in each of ${teams.length} teams; ${rounds} times`,
    },
  ]);
};
