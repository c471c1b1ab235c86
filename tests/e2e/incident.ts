/** Incidents with whole playbooks: opened about anything, their steps found by key, and what they changed. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { z } from "zod/v4";
import { type Change, type Cordon, eventually } from "./cordon.ts";
import { type Entry, recordOf } from "./record.ts";
import { approve, expectRecorded } from "./subjects.ts";
import { buttonOf, people, type Post, type Team } from "./team.ts";

const numberIn = (text: string): string | undefined => /INC-\d{4}(?= is open)/u.exec(text)?.[0];

/** Opens an incident about anything; whoever is asked "is this the right one" says yes. Returns its number. */
export const openAbout = async (team: Team, playbook: string, subject: string): Promise<string> => {
  const answer = await team.ask(`incident open ${playbook} ${subject} sev2`);
  const found =
    numberIn(answer.text) ??
    numberIn(
      (await team.press(answer, buttonOf(answer.card, "incident.confirm"), people.ana)).text,
    );
  if (found === undefined) throw new Error(`not opened: ${answer.text}`);
  return found;
};

const definitions = z.array(z.object({ definition: z.object({ key: z.string() }) }));

/** Keys of the steps that it was opened with, in order. */
export const keysAtOpening = (cordon: Cordon, incident: string): readonly string[] => {
  const [opened] = recordOf(cordon.folder, incident);
  return definitions.parse(opened?.["steps"]).map(({ definition }) => definition.key);
};

/** The newest card of a step of one incident, with all these words. */
export const cardIn = (
  team: Team,
  incident: string,
  title: string,
  ...words: readonly string[]
): Promise<Post> => team.post(`${title} Step `, `${incident} · `, ...words);

/** What was changed in the tenant, without what isn't containment: channels, and searches of the audit log. */
export const contained = async (cordon: Cordon): Promise<readonly Change[]> =>
  (await cordon.ledger()).filter(({ target }) => !["channel", "auditQuery"].includes(target.kind));

const isNone = (value: unknown): boolean => value === null || value === undefined;
const told = ["type", "machineId", "Action", "Value"] as const;

/** "user 5a1c… accountEnabled=false" for each member that was changed; one line for a row that is new or gone. */
export const linesOf = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap(({ target, change }) => {
    const members = Object.entries(change);
    if (members.every(([, { to }]) => isNone(to))) return [`${target.kind} ${target.id} removed`];
    const id = change["id"] ?? change["Identity"];
    if (id && isNone(id.from)) {
      const what = told.flatMap((name) => (change[name] ? [String(change[name].to)] : []));
      return [[target.kind, "made", ...what].join(" ")];
    }
    return members.map(
      ([field, { to }]) => `${target.kind} ${target.id} ${field}=${JSON.stringify(to)}`,
    );
  });

const artefact = z.object({
  kind: z.string(),
  sha256: z.string(),
  subject: z.string(),
  summary: z.string(),
  complete: z.boolean(),
});
export type Kept = z.infer<typeof artefact>;

/** What was kept of an incident, in order. */
export const keptIn = (cordon: Cordon, incident: string): readonly Kept[] =>
  recordOf(cordon.folder, incident).flatMap((entry) =>
    entry.type === "EvidenceKept" ? [artefact.parse(entry["artefact"])] : [],
  );

/** The text of a file of the evidence folder. */
export const evidenceFile = (cordon: Cordon, sha256: string): Promise<string> =>
  readFile(join(cordon.folder, "evidence", `${sha256}.json`), "utf8");

/** Slow logs take the longest: Entra's reports let 5 requests through in 10 s, whatever Cordon's clock says. */
const longestMs = 120_000;

/** Waits for an entry of this type that fits. */
export const entryOf = async (
  cordon: Cordon,
  incident: string,
  type: string,
  fits: (entry: Entry) => boolean = () => true,
): Promise<Entry> => {
  let found: Entry | undefined;
  await eventually(() => {
    found = recordOf(cordon.folder, incident).findLast(
      (entry) => entry.type === type && fits(entry),
    );
    return found ? Promise.resolve() : Promise.reject(new Error(`no ${type} in ${incident}`));
  }, longestMs);
  if (!found) throw new Error("no entry");
  return found;
};

/** These people approve it, one after the other. */
export const approveAs = async (
  team: Team,
  card: Post,
  ...voters: readonly string[]
): Promise<void> => {
  expect(voters).not.toHaveLength(0);
  for (const voter of voters) expectRecorded(await approve(team, card, voter));
};
