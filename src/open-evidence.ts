/** Where evidence is kept: a folder, or a container of Azure Blob Storage. */
import { openEvidenceBlob, reportProtection } from "./adapters/blob/evidence-blob.ts";
import { makeEvidence } from "./adapters/files/evidence.ts";
import { type Credential } from "./adapters/microsoft/credential.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { type Evidence } from "./application/ports/tenant.ts";
import { type Common, ConfigFault } from "./config.ts";

type Deps = {
  readonly log: Log;
  readonly runtime: Pick<Runtime, "now">;
  /** Left out in the sandbox, where only an emulator can be the container. */
  readonly credential?: Credential;
};

const accessOf = (connectionString: string | undefined, credential: Credential | undefined) => {
  if (connectionString !== undefined) return { kind: "emulator", connectionString } as const;
  if (credential) return { kind: "entra", credential } as const;
  throw new ConfigFault("EVIDENCE_BLOB_URL: the sandbox has no identity for a storage account.");
};

/** Opens what the configuration names; throws ConfigFault where the container can't be used. */
export const openEvidence = async (config: Common, deps: Deps): Promise<Evidence> => {
  const { evidenceBlob, evidenceDir } = config;
  if (!evidenceBlob) return makeEvidence(evidenceDir);
  const { url, connectionString, retentionDays } = evidenceBlob;
  const access = accessOf(connectionString, deps.credential);
  try {
    const store = await openEvidenceBlob({ url, access, retentionDays, now: deps.runtime.now });
    reportProtection(deps.log, store);
    return store;
  } catch (cause) {
    const why = cause instanceof Error ? cause.name : "unknown";
    throw new ConfigFault(`EVIDENCE_BLOB_URL: the container can't be read (${why}).`, { cause });
  }
};
