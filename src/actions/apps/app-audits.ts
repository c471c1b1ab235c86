/** What the directory's audit log says of apps. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { isFinal, shaped } from "../read.ts";

/** Entra keeps audit events for 30 days with a licence, and 7 without (Entra reports data retention). */
const days = 30;
const dayMs = 24 * 3_600_000;

/** Events that are read of one app; more are the sign of a provisioning job, not of an attack. */
const most = 1_000;

/** The beginning of the days that count as recent, ISO 8601. */
export const recentSince = ({ now }: Pick<ActionContext, "now">): string =>
  new Date(Date.parse(now()) - days * dayMs).toISOString();

/** Path of the audit events about one object in the last 30 days (graph.md I81). */
export const auditsPath = (context: Pick<ActionContext, "now">, id: string): string => {
  const filter = `targetResources/any(t:t/id eq '${id}') and activityDateTime ge ${recentSince(context)}`;
  return `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
};

const value = z.string().nullish();
const event = z.object({
  activityDisplayName: z.string().nullish(),
  targetResources: z
    .array(
      z.object({
        id: value,
        modifiedProperties: z.array(z.object({ oldValue: value, newValue: value })).nullish(),
      }),
    )
    .nullish(),
});

/** What was read, or why it couldn't be. */
export type Audited<T> = { readonly known: T } | { readonly unknown: string };

const unknownOf = (fault: unknown): { readonly unknown: string } => {
  if (isFinal(fault)) return { unknown: fault.code };
  throw fault;
};

const readEvents = async (
  context: Pick<ActionContext, "graph" | "now">,
  id: string,
): Promise<readonly z.infer<typeof event>[]> => {
  const { values } = await context.graph.list(auditsPath(context, id), most);
  return shaped(z.array(event), values);
};

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const guidsIn = (text: string | null | undefined): readonly string[] =>
  (text?.match(guid) ?? []).map((found) => found.toLowerCase());

/**
 * Ids of credentials that were added to an application or a service principal: those that an event has in the new value
 * of a property (KeyDescription, FederatedIdentityCredentials) and not in the old. A refusal is `unknown`; other faults
 * are thrown.
 */
export const readAddedKeys = async (
  context: Pick<ActionContext, "graph" | "now">,
  id: string,
): Promise<Audited<ReadonlySet<string>>> => {
  try {
    const changes = (await readEvents(context, id))
      .flatMap(({ targetResources }) => targetResources ?? [])
      .flatMap(({ modifiedProperties }) => modifiedProperties ?? []);
    const added = changes.flatMap(({ oldValue, newValue }) => {
      const old = new Set(guidsIn(oldValue));
      return guidsIn(newValue).filter((found) => !old.has(found));
    });
    return { known: new Set(added) };
  } catch (fault) {
    return unknownOf(fault);
  }
};

/** Did the app come to this tenant in the last 30 days? A refusal is `unknown`; other faults are thrown. */
export const readIsNew = async (
  context: Pick<ActionContext, "graph" | "now">,
  id: string,
): Promise<Audited<boolean>> => {
  try {
    const events = await readEvents(context, id);
    return { known: events.some((e) => e.activityDisplayName === "Add service principal") };
  } catch (fault) {
    return unknownOf(fault);
  }
};
