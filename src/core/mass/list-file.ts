/** The three files of a list in the evidence store: as it was given, as it was approved, and what came of it. */
import { z } from "zod/v4";
import { type Trait, traits } from "../incident/plan.ts";
import { type Json } from "../shared/canonical-json.ts";
import { objectId, type ObjectId } from "../shared/ids.ts";

const given = z.strictObject({ kind: z.literal("given list"), targets: z.array(z.string()) });

const leftOut = z.strictObject({ target: z.string(), address: z.string(), why: z.string() });

const approved = z.strictObject({
  kind: z.literal("approved list"),
  action: z.string(),
  targets: z.array(
    z.strictObject({
      id: objectId,
      name: z.string(),
      address: z.string(),
      traits: z.array(z.enum(traits)),
      before: z.record(z.string(), z.json()),
    }),
  ),
  // Files of earlier versions have the numbers of those left out in the record only.
  left: z.array(leftOut).default([]),
});

const report = z.strictObject({
  kind: z.literal("list report"),
  incident: z.string(),
  step: z.string(),
  planHash: z.string(),
  targets: z.array(
    z.strictObject({
      id: objectId,
      state: z.string(),
      why: z.string(),
      requestId: z.string(),
      at: z.string(),
    }),
  ),
});

/** One account of an approved list; `before` is what undo restores. */
export type ListRow = {
  readonly id: ObjectId;
  readonly name: string;
  readonly address: string;
  readonly traits: readonly Trait[];
  readonly before: Readonly<Record<string, Json>>;
};

/** An account that the step doesn't touch: as it was given, its address where it was found, and the reason. */
export type LeftOut = { readonly target: string; readonly address: string; readonly why: string };

/** What came of one account: a target's state, or `left` where nothing was asked for. */
export type ListResult = {
  readonly id: ObjectId;
  readonly state: string;
  readonly why: string;
  readonly requestId: string;
  readonly at: string;
};

/** A list as somebody gave it: object ids and user principal names. */
export const givenFile = (targets: readonly string[]): Json => ({ kind: "given list", targets });

/** Throws where it isn't such a file. */
export const readGiven = (content: Json): readonly string[] => given.parse(content).targets;

/** A list as people approve it, with the state of every account before, and whom it leaves out and why. */
export const approvedFile = (
  action: string,
  rows: readonly ListRow[],
  left: readonly LeftOut[] = [],
): Json => ({
  kind: "approved list",
  action,
  targets: rows.map(({ id, name, address, traits: own, before }) => ({
    id,
    name,
    address,
    traits: own,
    before,
  })),
  left: left.map(({ target, address, why }) => ({ target, address, why })),
});

/** Whom an approved list leaves out; nobody in files of earlier versions. Throws where it isn't such a file. */
export const readLeft = (content: Json): readonly LeftOut[] => approved.parse(content).left;

/** Throws where it isn't such a file. */
export const readApproved = (content: Json): readonly ListRow[] => approved.parse(content).targets;

/** What came of every account of a list. */
export const reportFile = (
  about: { readonly incident: string; readonly step: string; readonly planHash: string },
  results: readonly ListResult[],
): Json => ({
  kind: "list report",
  incident: about.incident,
  step: about.step,
  planHash: about.planHash,
  targets: results.map(({ id, state, why, requestId, at }) => ({ id, state, why, requestId, at })),
});

/** What came of every account. Throws where it isn't such a file. */
export const readReport = (content: Json): readonly ListResult[] => report.parse(content).targets;
