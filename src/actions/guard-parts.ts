/** What the guards of every kind of subject are made of. */
import { type ActionContext } from "./context.ts";
import { type ByHand, type Draft, type Preview } from "./contract.ts";
import { TenantFault } from "./tenant.ts";
import { isFinal } from "./read.ts";
import { type Subject, type SubjectKind, type Trait } from "../core/incident/plan.ts";

/** A preview as an action makes it; what the target is, is put in by the guard. */
export type UnguardedPreview =
  | Exclude<Preview, { readonly kind: "plan" }>
  | { readonly kind: "plan"; readonly draft: Omit<Draft, "traits"> };

/** Whether Cordon may act on a subject at all, and what it is. */
export type Judgement = ByHand | { readonly kind: "target"; readonly traits: readonly Trait[] };

/** A reason against acting; with `never` nobody may act alone. */
export type Against = Omit<ByHand, "kind">;

/** The reason as a preview or a judgement says it. */
export const byHand = ({ reason, never }: Against): ByHand => ({
  kind: "by hand",
  reason,
  ...(never && { never }),
});

/** A reason that no vote lifts. */
export const nobody = (reason: string): Against => ({ reason, never: true });

/** What was found about a target: a reason against acting, or what it is. */
export type Judged<T> = Against | { readonly found: T };

/** What can't be read for good speaks against acting; what can't be read for now is a fault. */
export const judged = async <T>(ask: Promise<T>, unreadable: string): Promise<Judged<T>> => {
  try {
    return { found: await ask };
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { reason: `${unreadable} (${fault.code}), so a person has to look first.` };
  }
};

/** What is found, or the reason why there is nothing: it was deleted or never here. Other faults are thrown. */
export const existing = async <T>(ask: Promise<T>, gone: string): Promise<Judged<T>> => {
  try {
    return { found: await ask };
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
    return { reason: gone };
  }
};

/** Cordon's own applications and service principals, by any of these names. Without regard to case. */
export const isOwn = ({ own }: ActionContext["never"], names: readonly string[]): boolean => {
  const known = new Set(own.map((entry) => entry.toLowerCase()));
  return names.some((name) => known.has(name.toLowerCase()));
};

/** Why nobody acts on Cordon itself, by the ids that the subject is known by; undefined for everything else. */
const ownReason = (
  { never }: Pick<ActionContext, "never">,
  { id, address }: Subject,
): Against | undefined =>
  isOwn(never, [id, address])
    ? nobody("It is Cordon's own identity: without it nothing could be contained or undone.")
    : undefined;

const named: Readonly<Record<SubjectKind, string>> = {
  user: "a person's account",
  device: "a device",
  site: "a site",
  "service principal": "an application",
};

/** What speaks against acting before anything is read: it is Cordon itself, or of another kind. */
export const kindReason = (
  context: Pick<ActionContext, "never">,
  subject: Subject,
  kind: SubjectKind,
): Against | undefined =>
  ownReason(context, subject) ??
  (subject.kind === kind ? undefined : { reason: `It isn't ${named[kind]}.` });

/** What the target is goes into the plan. */
export const withTraits = (seen: UnguardedPreview, traits: readonly Trait[]): Preview =>
  seen.kind === "plan" ? { kind: "plan", draft: { ...seen.draft, traits } } : seen;
