/** Taking credentials away, each kind by the call that Graph has for it. */
import { type ActionContext } from "../context.ts";
import { type ItemRequest } from "../requests.ts";
import { asJson } from "../evidence/parts.ts";
import { TenantFault } from "../tenant.ts";
import {
  type Certificate,
  type Credential,
  credentialId,
  type HolderKind,
  holderPath,
  readHolder,
} from "./credentials.ts";

/** The service says 400 for a secret that is gone already; only a look at the holder tells that from a refusal. */
const secretRequest = (context: ActionContext, secret: Credential): ItemRequest => ({
  ids: [credentialId(secret)],
  send: async () => {
    const { holder, holderId, keyId } = secret;
    const path = holderPath(holder, holderId, "/removePassword");
    try {
      return (await context.graph.post(path, { keyId })).requestId;
    } catch (fault) {
      if (!(fault instanceof TenantFault) || fault.status !== 400) throw fault;
      const { passwordCredentials } = await readHolder(context, holder, holderId);
      if (passwordCredentials.some((left) => left.keyId === keyId)) throw fault;
      return fault.requestId;
    }
  },
});

/** 204 (graph.md I59). Gone already is as good as removed. */
const federatedRequest = ({ graph }: ActionContext, credential: Credential): ItemRequest => ({
  ids: [credentialId(credential)],
  send: async () => {
    const { holder, holderId, keyId } = credential;
    const rest = `/federatedIdentityCredentials/${encodeURIComponent(keyId)}`;
    try {
      return (await graph.delete(holderPath(holder, holderId, rest))).requestId;
    } catch (fault) {
      if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
      return fault.requestId;
    }
  },
});

const refusal = (message: string, code: string): TenantFault =>
  new TenantFault(message, { kind: "refused", code, requestId: "" });

/** By key id and thumbprint, sorted: what must be the same before and after. */
const marksOf = (certificates: readonly { readonly keyId: string; readonly mark: string }[]) =>
  certificates
    .map(({ keyId, mark }) => `${keyId} ${mark}`)
    .sort()
    .join("\n");

const markOf = ({ keyId, customKeyIdentifier }: Certificate) => ({
  keyId,
  mark: customKeyIdentifier ?? "",
});

/** All certificates of one holder as approved: those to take and those to keep. */
export type CertificateSet = {
  readonly holder: HolderKind;
  readonly holderId: string;
  readonly take: readonly Credential[];
  readonly keep: readonly Credential[];
};

/**
 * Graph replaces the array as a whole and has no ETag (graph.md I58): it is read right before, compared with what was
 * approved, and sent back without the bad ones. Refused where another certificate came or went meanwhile, or where Graph
 * doesn't send the public key of one that must stay.
 */
const certificatesRequest = (context: ActionContext, set: CertificateSet): ItemRequest => ({
  ids: set.take.map(credentialId),
  send: async () => {
    const { keyCredentials } = await readHolder(context, set.holder, set.holderId);
    const taken = new Set(set.take.map(({ keyId }) => keyId));
    const kept = keyCredentials.filter(({ keyId }) => !taken.has(keyId));
    if (marksOf(kept.map(markOf)) !== marksOf(set.keep)) {
      throw refusal("Another certificate came or went since the plan was made.", "Changed");
    }
    if (kept.some(({ key }) => typeof key !== "string")) {
      throw refusal("The public key of a certificate that must stay can't be read.", "NoPublicKey");
    }
    const path = holderPath(set.holder, set.holderId);
    return (await context.graph.patch(path, { keyCredentials: asJson(kept) })).requestId;
  },
});

/** The requests for a list of credentials: one for each, but one for all certificates of a holder. */
export const credentialRequests = (
  context: ActionContext,
  take: readonly Credential[],
  sets: readonly CertificateSet[],
): readonly ItemRequest[] => [
  ...take.filter(({ kind }) => kind === "secret").map((c) => secretRequest(context, c)),
  ...take
    .filter(({ kind }) => kind === "federated credential")
    .map((c) => federatedRequest(context, c)),
  ...sets.filter((set) => set.take.length > 0).map((set) => certificatesRequest(context, set)),
];
