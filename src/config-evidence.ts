/** Settings of the container in which evidence is kept; `config.ts` reads them. */
import { z } from "zod/v4";

/** A container of Azure Blob Storage for evidence. */
export type EvidenceBlob = {
  readonly url: string;
  /** Of an emulator on this machine. */
  readonly connectionString: string | undefined;
  readonly retentionDays: number | undefined;
};

export const evidenceSettings = {
  EVIDENCE_BLOB_URL: z.url({ protocol: /^https?$/ }).optional(),
  EVIDENCE_BLOB_CONNECTION_STRING: z.string().optional(),
  // 146,000 days are Azure's longest.
  EVIDENCE_RETENTION_DAYS: z.coerce.number().int().min(1).max(146_000).optional(),
};

/** The container, where one is named. */
export const evidenceBlobOf = (
  env: z.infer<z.ZodObject<typeof evidenceSettings>>,
): EvidenceBlob | undefined =>
  env.EVIDENCE_BLOB_URL === undefined
    ? undefined
    : {
        url: env.EVIDENCE_BLOB_URL,
        connectionString: env.EVIDENCE_BLOB_CONNECTION_STRING,
        retentionDays: env.EVIDENCE_RETENTION_DAYS,
      };

const isLoopback = (url: string): boolean =>
  ["127.0.0.1", "[::1]", "localhost"].includes(new URL(url).hostname);

/** A token goes over TLS to Azure only; a shared key to an emulator on this machine only. */
export const evidenceProblems = (given: Readonly<Record<string, string | undefined>>): string[] => {
  const url = given["EVIDENCE_BLOB_URL"];
  const names = ["EVIDENCE_BLOB_CONNECTION_STRING", "EVIDENCE_RETENTION_DAYS"] as const;
  if (url === undefined) {
    const lone = names.filter((name) => given[name] !== undefined);
    return lone.map((name) => `${name}: EVIDENCE_BLOB_URL is missing`);
  }
  if (!URL.canParse(url)) return [];
  if (given[names[0]] !== undefined) {
    return isLoopback(url) ? [] : [`${names[0]}: only for an emulator on 127.0.0.1`];
  }
  return url.startsWith("https://") ? [] : ["EVIDENCE_BLOB_URL: https is needed"];
};
