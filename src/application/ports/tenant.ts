import { type Exception } from "../../core/exceptions/types.ts";
import { type Artefact, type Subject } from "../../core/incident/plan.ts";
import { type ListStep } from "../../core/mass/list-runs.ts";
import { type Audience, type IncidentPlace } from "../../core/incident/types.ts";
import { type IncidentId, type ObjectId } from "../../core/shared/ids.ts";
import { type Json } from "../../core/shared/canonical-json.ts";

/** The team in which incidents are talked about. All throw TenantFault (actions/contract.ts). */
export type Places = {
  /** Makes a standard channel in the configured team; takes the one that an earlier try of ours made minutes ago. */
  makeChannel(
    name: string,
    description: string,
  ): Promise<{ readonly conversationId: string; readonly name: string }>;
  /**
   * Makes a group chat of these people with the bot in it. `refused` where no app id of the catalogue is configured,
   * and after every fault that may leave a chat behind: a repetition would make another one.
   */
  makeGroupChat(
    topic: string,
    people: readonly ObjectId[],
  ): Promise<{ readonly conversationId: string; readonly name: string }>;
  /** The team's General channel: the last rung, where people look when nothing could be made. */
  home(): Promise<{ readonly conversationId: string; readonly name: string }>;
  /** Who can read the place; without one, or where it isn't a group chat, the team's standard channels. */
  audience(
    subjects: readonly Subject[],
    place?: Pick<IncidentPlace, "rung" | "conversationId">,
  ): Promise<Audience>;
};

/** The evidence store, a folder or a container: files named by their SHA-256, written once. */
export type Evidence = {
  /** Stores canonical JSON; storing the same bytes again is the same file. Throws on a full or read-only disk. */
  keep(content: Json): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /**
   * What was kept under this SHA-256, 64 hexadecimal digits. Throws where there is no such file, and where its bytes
   * have another SHA-256: what was altered isn't evidence.
   */
  read(sha256: string): Promise<Json>;
};

/** A file of the export folder. */
export type Exported = { readonly name: string; readonly sha256: string; readonly bytes: number };

/** The export folder: files that people asked for, on Cordon's own disk. */
export type Exports = {
  /**
   * Writes these exceptions as CSV, `exceptions-<day>.csv`; what stood there is replaced as a whole. `day` is a date,
   * "2026-11-21". Throws on a full or read-only disk.
   */
  exceptions(day: string, exceptions: readonly Exception[]): Promise<Exported>;
  /**
   * Writes an inventory of an incident's evidence as CSV and JSON, a CSV of each plan over a list with every account and
   * what came of it, and a CSV of each file that has rows. A file that is missing or was altered is named so in the
   * inventory. Throws on a full or read-only disk.
   */
  evidence(
    incident: IncidentId,
    artefacts: readonly Artefact[],
    lists: readonly ListStep[],
  ): Promise<readonly Exported[]>;
};
