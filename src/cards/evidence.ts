import { isMissed, isSameNeed, ownerOf, wantedEvidence } from "../core/incident/evidence.ts";
import {
  type Artefact,
  type ArtefactKind,
  type EvidenceNeed,
  type SubjectKind,
} from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { after, type Instant } from "../core/shared/ids.ts";
import { type Drawn } from "./drawn.ts";
import { clock } from "./parts/clock.ts";
import { subjectRuns } from "./parts/names.ts";
import { bold, firstOf, line, type Line, mono, plain, type Run, subtle } from "./parts/run.ts";
import { bytesOf, roomForLines } from "./parts/size.ts";
import { proposalOf } from "./step/context.ts";
import { accounts } from "./step/list-words.ts";
import { type Templates } from "./templates.ts";
import { count } from "../core/shared/count.ts";

/** The evidence of an incident: what is kept, what isn't, and what is still read. */
export type EvidenceView = {
  readonly summary: string;
  readonly title: string;
  readonly intro: readonly Line[];
  readonly rows: readonly {
    readonly kind: string;
    /** When it was read; empty where it wasn't. */
    readonly time: string;
    readonly what: readonly Run[];
    readonly notes: readonly Line[];
  }[];
  readonly more: string;
  readonly foot: string;
};

export type EvidenceFacts = {
  readonly now: Instant;
  /** What reads evidence of this kind, and so many minutes after the opening; the snapshot is read at once. */
  readonly collectorFor?: (
    kind: ArtefactKind,
    subject: SubjectKind,
  ) => { readonly title: string; readonly runsAfter?: readonly number[] } | undefined;
};

/** More rows than this aren't read on a card. */
const mostRows = 20;

type Piece = {
  readonly need: EvidenceNeed;
  readonly slow: boolean;
  /** Left out where nothing was read yet, or where it can't be had. */
  readonly artefact?: Artefact;
};

const needOf = (incident: Incident, artefact: Artefact): EvidenceNeed => ({
  kind: artefact.kind,
  subject: ownerOf(incident, artefact),
});

/** What is wanted first, the snapshot before what takes its time; then what was kept besides. */
const needsOf = (incident: Incident): readonly EvidenceNeed[] => {
  const { slowEvidence, missedEvidence, artefacts } = incident;
  const all = [
    ...wantedEvidence(incident),
    ...slowEvidence,
    ...missedEvidence,
    ...artefacts.map((artefact) => needOf(incident, artefact)),
  ];
  return all.filter((need, index) => all.findIndex((other) => isSameNeed(need, other)) === index);
};

/** One piece for each file, and one for each need without a file. */
const piecesOf = (incident: Incident): readonly Piece[] =>
  needsOf(incident).flatMap((need): readonly Piece[] => {
    const slow = incident.slowEvidence.some((other) => isSameNeed(need, other));
    const files = incident.artefacts.filter((artefact) =>
      isSameNeed(needOf(incident, artefact), need),
    );
    return files.length > 0
      ? files.map((artefact) => ({ need, slow, artefact }))
      : [{ need, slow }];
  });

const subjectOf = (incident: Incident, { subject: id }: EvidenceNeed): readonly Run[] => {
  const subject = incident.subjects.find((one) => one.id === id);
  return subject ? [subtle(" of "), ...subjectRuns(subject, incident)] : [];
};

const collectorOf = (incident: Incident, need: EvidenceNeed, { collectorFor }: EvidenceFacts) => {
  const subject = incident.subjects.find(({ id }) => id === need.subject);
  return subject && collectorFor?.(need.kind, subject.kind);
};

/** "Next reading 3:31", for what is read several times. */
const nextReading = (
  incident: Incident,
  { need }: Piece,
  facts: EvidenceFacts,
): Instant | undefined => {
  if (incident.closed) return undefined;
  const times = collectorOf(incident, need, facts)?.runsAfter ?? [];
  return times
    .toSorted((a, b) => a - b)
    .map((minutes) => after(incident.openedAt, minutes * 60_000))
    .find((at) => at > facts.now);
};

const fileLines = ({ summary, complete, sha256, bytes }: Artefact): readonly Line[] => [
  line(plain(cleanText(summary, 160))),
  line(
    bold(complete ? "complete" : "in part"),
    plain(", SHA-256 "),
    mono(sha256.slice(0, 8)),
    subtle(`, ${String(Math.max(1, Math.round(bytes / 1024)))} KB`),
  ),
];

const waiting = (incident: Incident, { need, slow }: Piece): Line => {
  if (isMissed(incident, need)) {
    return line(bold("not kept"), plain(": it can’t be read; the log has the reason"));
  }
  return line(bold("not read yet"), plain(slow ? ": nothing waits for it" : ": steps wait for it"));
};

const rowOf = (
  incident: Incident,
  piece: Piece,
  { facts, isLast }: { readonly facts: EvidenceFacts; readonly isLast: boolean },
): EvidenceView["rows"][number] => {
  const { need, artefact } = piece;
  const at = clock(facts.now);
  const title = artefact?.title ?? collectorOf(incident, need, facts)?.title;
  const next = isLast ? nextReading(incident, piece, facts) : undefined;
  const reading = next ? [line(plain(`Next reading at ${at(next)}`))] : [];
  return {
    kind: need.kind,
    time: artefact?.read ? at(artefact.read.to) : "",
    what: [plain(cleanText(title ?? `Evidence ${need.kind}`, 60)), ...subjectOf(incident, need)],
    notes: [...(artefact ? fileLines(artefact) : [waiting(incident, piece)]), ...reading],
  };
};

/** JSON of a row's columns without its lines. */
const perRow = 420;

/** How many rows have room on a card under these lines; letters of other alphabets take three bytes. */
const fitting = (rows: EvidenceView["rows"], above: readonly Line[]): number => {
  let free = roomForLines - bytesOf(above);
  const tooMany = rows.findIndex(({ what, notes }) => {
    free -= perRow + bytesOf([line(...what), ...notes]);
    return free < 0;
  });
  return tooMany < 0 ? rows.length : tooMany;
};

/** Of one need several files may stand: only the newest tells of the next reading. */
const isLastOf = (pieces: readonly Piece[], index: number): boolean => {
  const piece = pieces[index];
  return !pieces
    .slice(index + 1)
    .some(({ need }) => piece !== undefined && isSameNeed(need, piece.need));
};

const missedOf = (incident: Incident, pieces: readonly Piece[]): number =>
  pieces.filter((piece) => !piece.artefact && isMissed(incident, piece.need)).length;

const empty = line(plain("Nothing is kept, and nothing is being read."));

/** More lists than these are in the export. */
const mostLists = 5;

/** "Step 12, list of 9,970 accounts: SHA-256 a3f2c1d9": as it is proposed or was approved, else as it was given. */
const listLine = (step: Step): readonly Line[] => {
  const { list } = step.definition;
  if (!list) return [];
  const planned = proposalOf(step)?.plan.targets;
  const { sha256, count: n } = planned ?? list;
  const what = `Step ${String(step.number)}, list ${planned ? "" : "as given, "}of ${accounts(n)}`;
  return [line(plain(`${what}: SHA-256 `), mono(sha256.slice(0, 8)))];
};

const listLines = ({ steps }: Incident): readonly Line[] => {
  const { shown, more } = firstOf(steps.flatMap(listLine), mostLists);
  return more > 0
    ? [...shown, line(plain(`and ${count(more, "more list")}, in the export`))]
    : shown;
};

/** The evidence at `now`, the snapshot first. At most 20 rows. */
export const evidenceView = (incident: Incident, facts: EvidenceFacts): EvidenceView => {
  const pieces = piecesOf(incident);
  const files = incident.artefacts.length;
  const missed = missedOf(incident, pieces);
  const numbers = `${files === 0 ? "no files" : count(files, "file")}${missed > 0 ? `, ${String(missed)} not kept` : ""}`;
  const rows = pieces.map((piece, index) =>
    rowOf(incident, piece, { facts, isLast: isLastOf(pieces, index) }),
  );
  const lists = listLines(incident);
  const intro = pieces.length === 0 && lists.length === 0 ? [empty] : lists;
  const { shown, more } = firstOf(rows, Math.min(mostRows, fitting(rows, intro)));
  const at = clock(facts.now);
  return {
    summary: `${incident.id}: evidence, ${numbers}.`,
    title: `${incident.id}, evidence: ${numbers}`,
    intro,
    rows: shown,
    more: more > 0 ? `and ${String(more)} more; the record and its export have all` : "",
    foot: `as of ${at(facts.now)}`,
  };
};

/** Draws the evidence of an incident. */
export const renderEvidence = (templates: Templates, view: EvidenceView): Drawn =>
  templates.draw("evidence", view);
