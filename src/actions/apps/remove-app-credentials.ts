import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type ItemReading } from "../contract.ts";
import { appGuardPermissions, guardedApp } from "../guards-app.ts";
import { type UnguardedPreview } from "../guard-parts.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan, type PlanItem } from "../../core/incident/plan.ts";
import { type App } from "./app.ts";
import { readAddedKeys, recentSince } from "./app-audits.ts";
import { type CertificateSet, credentialRequests } from "./credential-requests.ts";
import { type Credential, credentialId, readCredentials } from "./credentials.ts";
import { count } from "../../core/shared/count.ts";

const credentialSchema = z.object({
  kind: z.enum(["secret", "certificate", "federated credential"]),
  holder: z.enum(["applications", "servicePrincipals"]),
  holderId: z.string(),
  keyId: z.string(),
  name: z.string(),
  mark: z.string(),
  from: z.string().nullable(),
  until: z.string().nullable(),
});
const before = z.object({
  app: z.object({ id: z.string(), appId: z.string() }),
  take: z.array(credentialSchema),
  keep: z.array(credentialSchema),
});

const mostKeys = 50;

/** Key ids of credentials, separated by commas or blanks. */
const input: ActionInput = {
  label: "key ids, left out: those of the last 30 days",
  example: "c4ed0000-0000-4000-8000-000000000002",
  parse: (text) => {
    const words = text.split(/[\s,;]+/).filter((word) => word !== "");
    const ids = z.array(z.guid()).min(1).max(mostKeys).safeParse(words);
    return ids.success
      ? { ok: true, value: [...new Set(ids.data.map((id) => id.toLowerCase()))].sort().join(",") }
      : { ok: false, why: `It takes 1 to ${String(mostKeys)} key ids with commas between them.` };
  },
};

type Chosen =
  | { readonly take: readonly Credential[]; readonly undated: string }
  | Exclude<UnguardedPreview, { readonly kind: "plan" }>;

const named = (credentials: readonly Credential[], list: string): Chosen => {
  const wanted = new Set(list.split(","));
  const take = credentials.filter(({ keyId }) => wanted.has(keyId.toLowerCase()));
  const missing = [...wanted].filter((id) => !take.some(({ keyId }) => keyId.toLowerCase() === id));
  if (missing.length === 0) return { take, undated: "" };
  return take.length === 0
    ? { kind: "nothing to do", seen: "The app has none of these credentials." }
    : { kind: "by hand", reason: `The app has no credential ${missing.join(", ")}.` };
};

const isSince = (from: string | null, since: string): boolean =>
  from !== null && Date.parse(from) >= Date.parse(since);

/** What came within 30 days, by the audit log or by its own start, which the adder may choose. */
const recent = async (
  context: ActionContext,
  credentials: readonly Credential[],
  holders: readonly string[],
): Promise<Chosen> => {
  const audits = await Promise.all(holders.map((id) => readAddedKeys(context, id)));
  const added = audits.map((found) => ("known" in found ? found.known : new Set<string>()));
  const unread = audits.some((found) => "unknown" in found);
  const isRecent = ({ keyId, from }: Credential): boolean =>
    isSince(from, recentSince(context)) || added.some((ids) => ids.has(keyId.toLowerCase()));
  const take = credentials.filter(isRecent);
  const left = credentials.length - take.length;
  const undated = credentials.filter((c) => c.from === null && !isRecent(c)).length;
  const open = undated === 0 ? "" : `${String(undated)} federated without a date`;
  if (take.length > 0) return { take, undated: open };
  if (open !== "" || (unread && left > 0)) {
    const why = open === "" ? "the audit log can't be read" : open;
    return {
      kind: "by hand",
      reason: `No credential shows that it was added within 30 days (${why}). Name what must go: incident step add remove-app-credentials <key ids>`,
    };
  }
  return {
    kind: "nothing to do",
    seen: `${count(credentials.length, "credential")} read: none was added within the last 30 days.`,
  };
};

const day = (at: string | null): string => at?.slice(0, 10) ?? "unknown";

const itemFor = (credential: Credential): PlanItem => {
  const { kind, holder, mark, from, until, keyId } = credential;
  const where = holder === "applications" ? "the application" : "the service principal";
  const dates = kind === "federated credential" ? [] : [`from ${day(from)} until ${day(until)}`];
  const about = [`${kind} of ${where}`, `key id ${keyId}`, ...(mark ? [mark] : []), ...dates];
  return {
    id: credentialId(credential),
    name: credential.name === "" ? kind : credential.name,
    about: about.join(", "),
  };
};

const previewFor = async (
  context: ActionContext,
  app: App,
  list: string | undefined,
): Promise<UnguardedPreview> => {
  const { credentials, applicationId } = await readCredentials(context, app);
  if (credentials.length === 0) {
    return { kind: "nothing to do", seen: "The app has no credential in this tenant." };
  }
  const holders = [app.id, ...(applicationId === undefined ? [] : [applicationId])];
  const chosen =
    list === undefined ? await recent(context, credentials, holders) : named(credentials, list);
  if ("kind" in chosen) return chosen;
  const taken = new Set(chosen.take.map(credentialId));
  const keep = credentials.filter((credential) => !taken.has(credentialId(credential)));
  return {
    kind: "plan",
    draft: {
      items: chosen.take.map(itemFor),
      parameters: { keyIds: chosen.take.map(({ keyId }) => keyId), undated: chosen.undated },
      before: { app: { id: app.id, appId: app.appId }, take: chosen.take, keep },
    },
  };
};

/** Certificates of each holder: they are replaced together. */
const certificateSets = ({ take, keep }: z.infer<typeof before>): readonly CertificateSet[] => {
  const isIn = (holder: string) => (c: Credential) =>
    c.kind === "certificate" && c.holder === holder;
  return (["applications", "servicePrincipals"] as const).flatMap((holder) => {
    const bad = take.filter(isIn(holder));
    const holderId = bad[0]?.holderId;
    return holderId === undefined
      ? []
      : [{ holder, holderId, take: bad, keep: keep.filter(isIn(holder)) }];
  });
};

/**
 * Only the planned ones count: one that was kept may be rotated by its owner at any time. That others aren't as they
 * were is said, because certificates of a holder are replaced together.
 */
const readBack = async (context: ActionContext, plan: Plan): Promise<readonly ItemReading[]> => {
  const { app, take, keep } = before.parse(plan.before);
  const { credentials } = await readCredentials(context, app);
  const now = new Map(credentials.map((c) => [credentialId(c), c.mark]));
  const lost = keep.filter((c) => now.get(credentialId(c)) !== c.mark);
  return take.map((credential) => {
    const id = credentialId(credential);
    if (now.has(id)) return reading(id, false, "It is still there.");
    const why =
      lost.length === 0
        ? "It is gone; the others are unchanged."
        : `It is gone; kept then, and gone or changed since: ${lost.map((c) => c.keyId).join(", ")}.`;
    return reading(id, true, why);
  });
};

const parameters = z.object({ undated: z.string() });

/** X4: nobody signs in as the app with what an attacker added. A secret can't be given back. */
export const removeAppCredentials: Action = {
  id: "remove-app-credentials",
  code: "X4",
  title: "Remove app credentials",
  verb: "remove keys",
  subjectKinds: ["service principal"],
  team: "cloud-security",
  tier: 3,
  phase: "eradication",
  permissions: {
    least: [...new Set(["Application.ReadWrite.All", ...appGuardPermissions])],
    optional: [{ name: "AuditLog.Read.All", for: "finding credentials whose start was backdated" }],
  },
  needsEvidence: ["E3"],
  input,
  text: {
    does: "Removes the listed secrets, certificates and federated credentials of the app.",
    affects: ({ items, parameters: given }) => {
      const { undated } = parameters.parse(given);
      return undated === ""
        ? `${count(items.length, "credential")}; whoever signs in with them can't any more.`
        : `${count(items.length, "credential")}; left alone: ${undated}.`;
    },
    limits: "Owners can add others. Credentials in the app's home tenant can't be seen.",
    undo: "None. An honest user of one needs a new secret or certificate.",
    question: ({ items }) => `Remove ${count(items.length, "credential")} of 1 app for good?`,
    notHolding: "The credential is still there",
    undone: "The credential is there again",
    byHand:
      "Entra admin center, App registrations, the app, Certificates & secrets: delete each by its key id, federated ones too. On a service principal run: Remove-MgServicePrincipalPassword -ServicePrincipalId <object id> -KeyId <key id>. Certificates of it: send keyCredentials without the bad one, all others with their key. Then look at Owners.",
  },
  looksAgain: [15, 65, 1440],
  undoneBy: [
    "Update application – Certificates and secrets management",
    "Add service principal credentials",
    "Update application",
    "Update service principal",
  ],
  residual: {
    minutes: 90,
    why: "Access tokens that were issued for the credential stay valid for up to 90 min.",
  },
  repeatable: false,
  preview: (context, subject, list) =>
    guardedApp({ context, subject, rules: { credentialsOnly: true } }, (app) =>
      previewFor(context, app, list),
    ),
  apply: (context, _subject, plan) => {
    const state = before.parse(plan.before);
    return sendAll(credentialRequests(context, state.take, certificateSets(state)));
  },
  observe: (context, _subject, { plan }) => readBack(context, plan),
  undo: undefined,
};
