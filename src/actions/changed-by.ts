/** Who took an effect away, as far as the directory's audit log tells. */
import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { isFinal, readAll } from "./read.ts";
import { type Subject } from "../core/incident/plan.ts";
import { type Instant } from "../core/shared/ids.ts";

const user = z.object({
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

const app = z.object({
  displayName: z.string().nullish(),
  appId: z.string().nullish(),
  servicePrincipalId: z.string().nullish(),
});

const audit = z.object({
  activityDateTime: z.iso.datetime({ offset: true }),
  activityDisplayName: z.string(),
  result: z.string().nullish(),
  initiatedBy: z.object({ user: user.nullish(), app: app.nullish() }).nullish(),
  targetResources: z
    .array(z.looseObject({ id: z.string().nullish(), type: z.string().nullish() }))
    .nullish(),
});

type Audit = z.infer<typeof audit>;

const makerOf = ({ initiatedBy }: Audit): string =>
  initiatedBy?.user?.displayName ??
  initiatedBy?.user?.userPrincipalName ??
  initiatedBy?.app?.displayName ??
  "somebody whom the log doesn't name";

/** Cordon's own change, "Update service principal" for one, is what was taken away, not who took it away. */
const isOwn = ({ initiatedBy }: Audit, own: readonly string[]): boolean =>
  [initiatedBy?.app?.appId, initiatedBy?.app?.servicePrincipalId].some(
    (id) => typeof id === "string" && own.includes(id),
  );

const timeOf = ({ activityDateTime }: Audit): number => Date.parse(activityDateTime);

/** Objects that are asked for, the subject among them: each is a request of its own. */
const mostTargets = 5;

const guid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** The subject, then every object whose id is in one of these ids, "group:" and an object id for one, each once. */
const objectsOf = (subject: string, targets: readonly string[]): readonly string[] => {
  const found = targets.flatMap((target) => target.match(guid) ?? []);
  const all = [subject, ...found].map((id) => id.toLowerCase());
  return [...new Set(all)].slice(0, mostTargets);
};

/** A group or a role has many members: an entry that names people and apps, and none of ours, is about others. */
const isAbout = ({ targetResources }: Audit, objects: readonly string[]): boolean => {
  const named = (targetResources ?? []).filter(({ type }) =>
    /^(User|ServicePrincipal)$/i.test(type ?? ""),
  );
  return named.length === 0 || named.some(({ id }) => objects.includes(id?.toLowerCase() ?? ""));
};

type Graph = ActionContext["graph"];

/** What the log has of one object; nothing where it can't be read for good. */
const auditsOf = async (graph: Graph, id: string, since: Instant): Promise<readonly Audit[]> => {
  const filter = `activityDateTime ge ${since} and targetResources/any(t:t/id eq '${id}')`;
  try {
    const path = `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
    return await readAll(graph, path, audit);
  } catch (fault) {
    if (isFinal(fault)) return [];
    throw fault;
  }
};

type Looked = {
  readonly since: Instant;
  readonly activities: readonly string[];
  /** Ids of the items that hold no more: often the log's target is one of them, not the subject. */
  readonly targets?: readonly string[];
};

/**
 * "Karin Lind, Enable account, 03:12 UTC": the last of these activities since then, on the subject or on an object
 * whose id is in `targets` (5 objects at most), that worked and wasn't Cordon's. Undefined where the log has none yet
 * (audits arrive minutes late) or can't be read. Graph: GET /auditLogs/directoryAudits, AuditLog.Read.All.
 * Throws TenantFault where the service is away.
 */
export const changedBy = async (
  { graph, never }: Pick<ActionContext, "graph" | "never">,
  subject: Pick<Subject, "id">,
  { since, activities, targets = [] }: Looked,
): Promise<string | undefined> => {
  if (activities.length === 0) return undefined;
  const objects = objectsOf(subject.id, targets);
  const found = await Promise.all(objects.map((id) => auditsOf(graph, id, since)));
  const [last] = found
    .flat()
    .filter(({ activityDisplayName: name }) => activities.includes(name))
    .filter((entry) => isAbout(entry, objects))
    .filter((entry) => entry.result !== "failure" && !isOwn(entry, never.own))
    .sort((a, b) => timeOf(b) - timeOf(a));
  if (!last) return undefined;
  const at = new Date(timeOf(last)).toISOString().slice(11, 16);
  return `${makerOf(last)}, ${last.activityDisplayName}, ${at} UTC`;
};
