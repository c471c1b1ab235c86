/** An account or an app that an attacker made: deleted softly, so that it can come back for 30 days. */
import { z } from "zod/v4";
import { guardedApp } from "../guards-app.ts";
import { type ActionContext } from "../context.ts";
import { type Preview } from "../contract.ts";
import { isFirstParty } from "../first-party-apps.ts";
import { guarded, roleNeededFor, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { read, readAll, reading } from "../read.ts";
import { type ItemRequest } from "../requests.ts";
import { type Graph, TenantFault } from "../tenant.ts";
import { objectId, type ObjectId } from "../../core/shared/ids.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { type RogueWork } from "./rogue-work.ts";

const collections = ["users", "servicePrincipals", "applications"] as const;
type Collection = (typeof collections)[number];

const text = z.string().nullish();
const objectSchema = z.object({
  id: objectId,
  displayName: text,
  userPrincipalName: text,
  appId: text,
});
type Found = z.infer<typeof objectSchema> & { readonly collection: Collection };

const pathOf = (collection: Collection, id: string): string =>
  `/v1.0/${collection}/${encodeURIComponent(id)}`;

const orMissing = async <T>(ask: Promise<T>): Promise<T | undefined> => {
  try {
    return await ask;
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return undefined;
    throw fault;
  }
};

const find = async (graph: Graph, id: string): Promise<Found | undefined> => {
  for (const collection of collections) {
    const select =
      collection === "users" ? "id,displayName,userPrincipalName" : "id,displayName,appId";
    const path = `${pathOf(collection, id)}?$select=${select}`;
    const found = await orMissing(read(graph, path, objectSchema));
    if (found) return { ...found, collection };
  }
  return undefined;
};

const kinds = {
  users: "account",
  servicePrincipals: "enterprise application",
  applications: "app registration",
} as const satisfies Record<Collection, string>;

const itemFor = (found: Found): PlanItem => ({
  id: found.id,
  name: found.displayName ?? found.userPrincipalName ?? found.appId ?? found.id,
  about: `${kinds[found.collection]}, ${found.userPrincipalName ?? found.appId ?? found.id}`,
});

const before = z.object({
  what: z.literal("directory object"),
  objects: z.array(z.object({ id: objectId, collection: z.enum(collections) })),
});

const planFor = (objects: readonly Found[]): UnguardedPreview => ({
  kind: "plan",
  draft: {
    items: objects.map(itemFor),
    parameters: { deletes: objects.map(({ id }) => id) },
    before: {
      what: "directory object",
      objects: objects.map(({ id, collection }) => ({ id, collection })),
    },
  },
});

const subjectOf = (found: Found, kind: Subject["kind"]): Subject => ({
  kind,
  id: found.id,
  name: found.displayName ?? "",
  address: found.userPrincipalName ?? found.appId ?? "",
  about: "",
});

/** Deleting a registration takes its service principals of this tenant with it (Entra: delete an application). */
const ofRegistration = async (graph: Graph, found: Found): Promise<readonly Found[]> => {
  const filter = encodeURIComponent(`appId eq '${found.appId ?? ""}'`);
  const path = `/v1.0/servicePrincipals?$filter=${filter}&$select=id,displayName,appId`;
  const principals = await readAll(graph, path, objectSchema);
  return principals.map((one) => ({ ...one, collection: "servicePrincipals" as const }));
};

const registration = async (context: ActionContext, found: Found): Promise<Preview> => {
  const principals = await ofRegistration(context.graph, found);
  const own = new Set(context.never.own.map((name) => name.toLowerCase()));
  const names = [found.id, found.appId ?? "", ...principals.map(({ id }) => id)];
  if (names.some((name) => own.has(name.toLowerCase()))) {
    const reason = "It is Cordon's own application: without it nothing could be undone.";
    return { kind: "by hand", reason, never: true };
  }
  if (isFirstParty({ appId: found.appId })) {
    return { kind: "by hand", reason: "It is one of Microsoft's own applications.", never: true };
  }
  const [first] = principals;
  const plan = planFor([found, ...principals]);
  if (first) {
    return guardedApp({ context, subject: subjectOf(first, "service principal") }, () => plan);
  }
  return plan.kind === "plan" ? { kind: "plan", draft: { ...plan.draft, traits: [] } } : plan;
};

/** Nobody votes on their own account: a subject has no vote, somebody else's account may belong to a voter. */
const voterReason = (context: ActionContext, found: Found, subject: Subject): string | undefined =>
  found.id !== subject.id && context.never.responder(found.id)
    ? `It belongs to somebody who decides. Make it the subject, without a vote: incident step add remove-rogue-object ${found.id} for ${found.id}`
    : undefined;

/** Judged by the rules of what it is, whoever the incident is about. */
export const previewObject = async (
  context: ActionContext,
  about: Subject,
  id: string,
): Promise<Preview> => {
  const found = await find(context.graph, id);
  if (!found) {
    const gone = await orMissing(context.graph.get(deletedPath(id)));
    return gone
      ? { kind: "nothing to do", seen: "It is among the deleted items already." }
      : { kind: "by hand", reason: "No account and no app has this object id here." };
  }
  if (found.collection === "applications") return registration(context, found);
  if (found.collection === "servicePrincipals") {
    const subject = subjectOf(found, "service principal");
    return guardedApp({ context, subject }, () => planFor([found]));
  }
  const run = { context, subject: subjectOf(found, "user"), rules: { locksOut: true } as const };
  return guarded(run, (account) => {
    const reason = voterReason(context, found, about);
    if (reason !== undefined) return { kind: "by hand", reason, never: true };
    return account.onPremisesSyncEnabled === true
      ? { kind: "by hand", reason: "It is synced: delete it in Active Directory." }
      : planFor([found]);
  });
};

const deletedPath = (id: string, rest = ""): string =>
  `/v1.0/directory/deletedItems/${encodeURIComponent(id)}${rest}`;

type Planned = z.infer<typeof before>["objects"][number];

const requestsFor = (
  { graph }: ActionContext,
  objects: readonly Planned[],
  needs: string | undefined,
): readonly ItemRequest[] => {
  // The registration comes first and takes its service principals along.
  const [first, ...rest] = objects;
  if (!first) return [];
  const send = async (): Promise<string> =>
    (await graph.delete(pathOf(first.collection, first.id))).requestId;
  return [{ ids: [first, ...rest].map(({ id }) => id), send, needs }];
};

const isThere = async ({ graph }: ActionContext, one: Planned): Promise<boolean> =>
  (await orMissing(graph.get(`${pathOf(one.collection, one.id)}?$select=id`))) !== undefined;

const stateOf = async (context: ActionContext, one: Planned, back: boolean) => {
  if (await isThere(context, one)) return reading(one.id, back, "It is there.");
  const kept = await orMissing(context.graph.get(deletedPath(one.id, "?$select=id")));
  const why = kept ? "It is among the deleted items." : "It is gone, and not among deleted items.";
  return reading(one.id, !back, why);
};

const objectsIn = (plan: Plan): readonly Planned[] =>
  ofItems(plan, before.parse(plan.before).objects, ({ id }) => id);

/** Graph user-delete, serviceprincipal-delete, application-delete: 204; directory-deleteditems-restore: 200. */
export const directoryObjectWork: RogueWork = {
  what: "directory object",
  requests: (context, { plan }) =>
    requestsFor(context, objectsIn(plan), roleNeededFor(plan.traits)),
  observe: (context, { plan }) =>
    Promise.all(objectsIn(plan).map((one) => stateOf(context, one, false))),
  undo: (context, { plan }) =>
    objectsIn(plan).map(({ id }: { readonly id: ObjectId }) => ({
      ids: [id],
      needs: roleNeededFor(plan.traits),
      send: async () => (await context.graph.post(deletedPath(id, "/restore"), {})).requestId,
    })),
  undone: (context, { plan }) =>
    Promise.all(objectsIn(plan).map((one) => stateOf(context, one, true))),
};
