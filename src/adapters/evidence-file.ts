/** How evidence is written, wherever it is kept: canonical JSON, named by the SHA-256 of its bytes. */
import { createHash } from "node:crypto";
import { z } from "zod/v4";
import { canonicalJson, type Json } from "../core/shared/canonical-json.ts";

const json: z.ZodType<Json> = z.json();

const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The file's name; throws for anything but 64 hexadecimal digits, so that no name leads elsewhere. */
export const evidenceName = (sha256: string): string => {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error("not a SHA-256 of evidence");
  return `${sha256}.json`;
};

/** The file that this content becomes. */
export const evidenceFileOf = (
  content: Json,
): { readonly bytes: Buffer; readonly sha256: string; readonly name: string } => {
  const bytes = Buffer.from(canonicalJson(content), "utf8");
  const sha256 = sha256Of(bytes);
  return { bytes, sha256, name: evidenceName(sha256) };
};

/** What a file says; throws where its bytes have another SHA-256 than its name. */
export const contentOf = (sha256: string, bytes: Buffer): Json => {
  if (sha256Of(bytes) !== sha256) {
    throw new Error(`the evidence file ${evidenceName(sha256)} was altered`);
  }
  return json.parse(JSON.parse(bytes.toString("utf8")));
};
