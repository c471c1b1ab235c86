/** Evidence in a container of Azure Blob Storage: written once, and kept by the account where it can do that. */
import type * as storageBlob from "@azure/storage-blob";
import { type Evidence } from "../../application/ports/tenant.ts";
import { type Log } from "../../application/ports/runtime.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { type Credential } from "../microsoft/credential.ts";
import { contentOf, evidenceFileOf, evidenceName } from "../evidence-file.ts";

/** The one audience of Blob Storage in every cloud (Azure Storage: authorize with Entra ID). */
const scope = "https://storage.azure.com/.default";
/** The credential caches tokens itself; the SDK asks it again after this, in ms. */
const askAgainMs = 5 * 60_000;
const dayMs = 24 * 3_600_000;

export type EvidenceBlobOptions = {
  /** Address of the container, for example `https://account.blob.core.windows.net/evidence`. */
  readonly url: string;
  /** A credential of Entra, or the shared key of an emulator on this machine. */
  readonly access:
    | { readonly kind: "entra"; readonly credential: Credential }
    | { readonly kind: "emulator"; readonly connectionString: string };
  /** Days for which each file can't be changed or deleted, by nobody; undefined leaves it to the container's policy. */
  readonly retentionDays: number | undefined;
  readonly now: () => Instant;
};

/** What keeps the files: the account's policy for each file or for the container, or only the permissions. */
export type Protection = "each file" | "container" | "none";

/** The store, and what protects it. */
export type EvidenceBlob = Evidence & { readonly protection: Protection };

type Sdk = typeof storageBlob;

const isLoopback = (address: string): boolean =>
  ["127.0.0.1", "[::1]", "localhost"].includes(new URL(address).hostname);

const valueIn = (connectionString: string, name: string): string => {
  const entry = connectionString.split(";").find((part) => part.startsWith(`${name}=`));
  if (entry === undefined) throw new Error(`the connection string has no ${name}`);
  return entry.slice(name.length + 1);
};

/** A shared key opens the whole account, so it is taken for an emulator on this machine only. */
const openContainer = (sdk: Sdk, options: EvidenceBlobOptions): storageBlob.ContainerClient => {
  const { url, access } = options;
  // Three tries of the SDK's own: a second upload of the same bytes changes nothing.
  const pipeline = { retryOptions: { maxTries: 3, tryTimeoutInMs: 60_000 } };
  if (access.kind === "emulator") {
    if (!isLoopback(url))
      throw new Error("a connection string is for an emulator on loopback only");
    const [name, key] = ["AccountName", "AccountKey"].map((part) =>
      valueIn(access.connectionString, part),
    );
    const shared = new sdk.StorageSharedKeyCredential(name ?? "", key ?? "");
    return new sdk.ContainerClient(url, shared, pipeline);
  }
  const entra = {
    getToken: async () => ({
      token: await access.credential.token(scope),
      expiresOnTimestamp: Date.now() + askAgainMs,
    }),
  };
  return new sdk.ContainerClient(url, entra, pipeline);
};

const protectionOf = async (
  container: storageBlob.ContainerClient,
  options: EvidenceBlobOptions,
): Promise<Protection> => {
  const found = await container.getProperties();
  const versions = found.isImmutableStorageWithVersioningEnabled === true;
  if (versions && options.retentionDays !== undefined) return "each file";
  return found.hasImmutabilityPolicy === true ? "container" : "none";
};

/** By status: an answer to HEAD has no body, and so no code. */
const isStatus = (sdk: Sdk, caught: unknown, status: number): boolean =>
  caught instanceof sdk.RestError && caught.statusCode === status;

/** Uploads unless the name is taken; then the bytes there must be the same. */
const uploadOnce = async (
  sdk: Sdk,
  blob: storageBlob.BlockBlobClient,
  bytes: Buffer,
): Promise<void> => {
  try {
    await blob.upload(bytes, bytes.byteLength, {
      conditions: { ifNoneMatch: "*" },
      blobHTTPHeaders: { blobContentType: "application/json" },
    });
  } catch (caught) {
    if (!isStatus(sdk, caught, 409)) throw caught;
    const before = await blob.downloadToBuffer();
    if (before.equals(bytes)) return;
    throw new Error(`the evidence file ${blob.name} was altered`, { cause: caught });
  }
};

/**
 * Opens the container and looks at once what protects it. Throws where the container can't be read: evidence that
 * can't be kept must be known before an incident. It is made for an emulator only; a real one needs its policy first.
 */
export const openEvidenceBlob = async (options: EvidenceBlobOptions): Promise<EvidenceBlob> => {
  const { retentionDays, now } = options;
  // Loaded here, so that a run with an evidence folder never pays for it.
  const sdk: Sdk = await import("@azure/storage-blob");
  const container = openContainer(sdk, options);
  if (options.access.kind === "emulator") await container.createIfNotExists();
  const protection = await protectionOf(container, options);
  const lock = async (blob: storageBlob.BlockBlobClient): Promise<void> => {
    if (protection !== "each file" || retentionDays === undefined) return;
    const expiriesOn = new Date(Date.parse(now()) + retentionDays * dayMs);
    await blob.setImmutabilityPolicy({ expiriesOn, policyMode: "Locked" });
  };
  return {
    protection,
    keep: async (content) => {
      const { bytes, sha256, name } = evidenceFileOf(content);
      const blob = container.getBlockBlobClient(name);
      await uploadOnce(sdk, blob, bytes);
      // After an upload that a crash cut off from its lock, the same content comes again and is locked then.
      await lock(blob);
      return { sha256, bytes: bytes.byteLength };
    },
    read: async (sha256) => {
      const name = evidenceName(sha256);
      try {
        return contentOf(sha256, await container.getBlockBlobClient(name).downloadToBuffer());
      } catch (caught) {
        if (!isStatus(sdk, caught, 404)) throw caught;
        throw new Error(`there is no evidence file ${name}`, { cause: caught });
      }
    },
  };
};

const sentences: Readonly<Record<Protection, string>> = {
  "each file": "evidence is kept in the container, each file locked for the retention days",
  container: "evidence is kept in the container under its own immutability policy",
  none: "the evidence container has no immutability policy: whoever may delete blobs can delete evidence",
};

/** Says in the log what protects the evidence, and warns where nothing does. */
export const reportProtection = (log: Log, { protection }: EvidenceBlob): void => {
  const level = protection === "none" ? "warn" : "info";
  log[level]({ protection }, sentences[protection]);
};
