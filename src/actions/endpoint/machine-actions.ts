/** What Defender was asked to do with a machine, and how far it is (machineaction resource). */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type ItemReading } from "../contract.ts";
import { isSince, shaped, odataText } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { type Plan } from "../../core/incident/plan.ts";

/** Types that Cordon asks for. */
export type MachineActionType =
  "Isolate" | "Unisolate" | "RunAntiVirusScan" | "CollectInvestigationPackage";

const machineAction = z.object({
  id: z.string().min(1),
  type: z.string(),
  status: z.string(),
  requestor: z.string().nullish(),
  requestorComment: z.string().nullish(),
  creationDateTimeUtc: z.string(),
  lastUpdateDateTimeUtc: z.string().nullish(),
});

/** One machine action. Microsoft spells its status Cancelled and Canceled. */
export type MachineAction = z.infer<typeof machineAction>;

const byCreation = (a: MachineAction, b: MachineAction): number =>
  Date.parse(a.creationDateTimeUtc) - Date.parse(b.creationDateTimeUtc);

/** All machine actions of a machine that Defender keeps (180 days), oldest first. Throws TenantFault. */
export const readActions = async (
  { defender }: Pick<ActionContext, "defender">,
  machineId: string,
): Promise<readonly MachineAction[]> => {
  const filter = encodeURIComponent(`machineId eq ${odataText(machineId)}`);
  const { values, complete } = await defender.list(`/api/machineactions?$filter=${filter}`, 2_000);
  if (complete) return [...shaped(z.array(machineAction), values)].sort(byCreation);
  throw new TenantFault("The machine has too many actions to be read whole", {
    kind: "refused",
    code: "ListTooLong",
    requestId: "",
  });
};

/** Is Defender still at it? */
export const isOpen = ({ status }: MachineAction): boolean =>
  status === "Pending" || status === "InProgress";

/** The action of this type that Defender is still at. */
export const openOf = (
  actions: readonly MachineAction[],
  type: MachineActionType,
): MachineAction | undefined => actions.findLast((one) => one.type === type && isOpen(one));

const finishedAt = (one: MachineAction): number =>
  Date.parse(one.lastUpdateDateTimeUtc ?? one.creationDateTimeUtc);

/** The last isolation or release that was done. */
const lastDone = (actions: readonly MachineAction[]): MachineAction | undefined =>
  actions
    .filter(({ type, status }) => /^(Isolate|Unisolate)$/.test(type) && status === "Succeeded")
    .sort((a, b) => finishedAt(a) - finishedAt(b))
    .at(-1);

/** The isolation that holds now: the last that was done, unless a release was done after it. */
export const isolationOf = (actions: readonly MachineAction[]): MachineAction | undefined => {
  const last = lastDone(actions);
  return last?.type === "Isolate" ? last : undefined;
};

/** The release that holds now: the last that was done, unless it was isolated after it. */
export const releaseOf = (actions: readonly MachineAction[]): MachineAction | undefined => {
  const last = lastDone(actions);
  return last?.type === "Unisolate" ? last : undefined;
};

const pathOf = (machineId: string, rest: string): string =>
  `/api/machines/${encodeURIComponent(machineId)}/${rest}`;

/** Comment that Defender wants with every request; it is shown to the device's administrators. */
export const commentOf = ({ incident, step }: Pick<Plan, "incident" | "step">): string =>
  `${incident} ${step}, approved in Cordon`;

/** A person's sign-in name, or an id as Entra gives it. */
const identity = /@|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Was it asked for by a step of this incident? The comment alone proves nothing: anyone may copy it. Defender documents
 * `requestor` as the identity of the person (machineAction resource, a sign-in name in its example); of an app it
 * gives the app id. Another name than these tells nothing, then the comment decides: whoever shows it names the requestor.
 */
export const isAskedBy = (
  { requestor, requestorComment: comment }: MachineAction,
  incident: Plan["incident"],
  { own }: Pick<ActionContext["never"], "own">,
): boolean => {
  const by = (requestor ?? "").trim().toLowerCase();
  const isOwn = own.some((id) => id.toLowerCase() === by);
  if (!isOwn && identity.test(by)) return false;
  return (
    (comment ?? "").startsWith(`${incident} `) && (comment ?? "").endsWith("approved in Cordon")
  );
};

const requests: Readonly<
  Record<MachineActionType, { readonly path: string; readonly more?: Record<string, string> }>
> = {
  Isolate: { path: "isolate", more: { IsolationType: "Full" } },
  Unisolate: { path: "unisolate" },
  RunAntiVirusScan: { path: "runAntiVirusScan", more: { ScanType: "Quick" } },
  CollectInvestigationPackage: { path: "collectInvestigationPackage" },
};

/**
 * Asks Defender for it, unless the same is under way already: a second request would be refused. Names in the body
 * are case-sensitive (isolate-machine). Returns the request id.
 */
export const startAction = async (
  context: Pick<ActionContext, "defender">,
  machineId: string,
  { type, plan }: { readonly type: MachineActionType; readonly plan: Plan },
): Promise<string> => {
  const open = openOf(await readActions(context, machineId), type);
  if (open) return open.id;
  const { path, more } = requests[type];
  const body = { Comment: commentOf(plan), ...more };
  return (await context.defender.post(pathOf(machineId, path), body)).requestId;
};

/** Takes an action back that hasn't ended. Throws TenantFault, refused where it has. */
export const cancelAction = async (
  { defender }: Pick<ActionContext, "defender">,
  { id }: MachineAction,
  plan: Plan,
): Promise<string> => {
  const path = `/api/machineactions/${encodeURIComponent(id)}/cancel`;
  return (await defender.post(path, { Comment: commentOf(plan) })).requestId;
};

/** "Defender says InProgress since 2026-03-02T09:00:00Z." */
const saying = (one: MachineAction): string =>
  `Defender says ${one.status}, asked for at ${one.creationDateTimeUtc.slice(0, 19)}Z.`;

/** What came of the last action of this type since a moment; done, still at it, ended otherwise, or never asked for. */
export const readingOf = (
  id: string,
  actions: readonly MachineAction[],
  { type, since }: { readonly type: MachineActionType; readonly since: Instant },
): ItemReading => {
  const open = openOf(actions, type);
  if (open) return { id, state: "pending", why: saying(open) };
  const last = actions.findLast(
    (one) =>
      one.type === type && isSince(one.lastUpdateDateTimeUtc ?? one.creationDateTimeUtc, since),
  );
  if (!last) return { id, state: "not observed", why: "Defender wasn't asked for it since." };
  return { id, state: last.status === "Succeeded" ? "observed" : "failed", why: saying(last) };
};
