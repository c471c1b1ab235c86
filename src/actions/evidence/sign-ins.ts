/** Sign-ins: v1.0 knows interactive ones only, and a stolen token is replayed by the others (containment trap 27). */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { read } from "../read.ts";
import { signInRow } from "./foreign-sign-ins.ts";
import {
  type LogPart,
  logQuestion,
  type LogQuestion,
  type ReportQuestion,
  shapedQuestion,
} from "./log-parts.ts";
import { part, withShape } from "./parts.ts";

/** Event types of Graph's signIn resource (beta), with a name for people. */
const eventTypes = {
  interactiveUser: "interactive sign-ins",
  nonInteractiveUser: "non-interactive sign-ins",
  servicePrincipal: "app sign-ins",
  managedIdentity: "managed identity sign-ins",
} as const;

/** One of Graph's four kinds of sign-in events. */
export type EventType = keyof typeof eventTypes;

/** Names of the parts that hold sign-ins. */
export const signInNames: readonly string[] = Object.values(eventTypes);

const interactive = eventTypes.interactiveUser;

type Window = { readonly from: string; readonly to: string };

const within = ({ from, to }: Window): string =>
  `createdDateTime ge ${from} and createdDateTime le ${to}`;

/** The question for one event type; `who` is a clause of ids only. */
export const signInQuestion = (
  { graph }: Pick<ActionContext, "graph">,
  type: EventType,
  who: string,
  window: Window,
): ReportQuestion => {
  const filter = `${who} and ${within(window)}`;
  const name = eventTypes[type];
  const typed = `signInEventTypes/any(t:t eq '${type}') and ${filter}`;
  const question =
    name === interactive
      ? logQuestion(graph, name, "/v1.0/auditLogs/signIns", filter)
      : logQuestion(graph, name, "/beta/auditLogs/signIns", typed);
  const look = async () => withShape(await question.look(), signInRow);
  return { ...shapedQuestion(question, signInRow), look };
};

const appId = z.guid();

/** The questions about one subject: a person by all four event types, an app by its own and by who used it. */
export const signInQuestions = (
  context: Pick<ActionContext, "graph">,
  subject: Subject,
  window: Window,
): readonly LogQuestion[] => {
  if (subject.kind === "user") {
    const types: readonly EventType[] = [
      "interactiveUser",
      "nonInteractiveUser",
      "servicePrincipal",
      "managedIdentity",
    ];
    return types.map((type) => signInQuestion(context, type, `userId eq '${subject.id}'`, window));
  }
  const own = `servicePrincipalId eq '${subject.id}'`;
  const app = appId.safeParse(subject.address);
  return [
    signInQuestion(context, "servicePrincipal", own, window),
    signInQuestion(context, "managedIdentity", own, window),
    ...(app.success
      ? (["interactiveUser", "nonInteractiveUser"] as const).map((type) =>
          signInQuestion(context, type, `appId eq '${app.data}'`, window),
        )
      : []),
  ];
};

const skus = z.object({
  value: z.array(
    z.object({
      capabilityStatus: z.string().nullish(),
      servicePlans: z.array(z.object({ servicePlanName: z.string().nullish() })).nullish(),
    }),
  ),
});

/** Entra ID P1 alone or as part of a bundle: its service plan says so (subscribedSkus). */
const hasPremium = async ({ graph }: Pick<ActionContext, "graph">): Promise<boolean> => {
  const { value } = await read(graph, "/v1.0/subscribedSkus", skus);
  return value.some(
    ({ capabilityStatus, servicePlans }) =>
      capabilityStatus !== "Suspended" &&
      (servicePlans ?? []).some((plan) => (plan.servicePlanName ?? "").startsWith("AAD_PREMIUM")),
  );
};

/** An empty log means nothing without the licence that fills it: then it is not evaluable, never clean. */
export const unlessUnlicensed = async (
  context: Pick<ActionContext, "graph">,
  parts: Readonly<Record<string, LogPart>>,
): Promise<Readonly<Record<string, LogPart>>> => {
  const empty = Object.entries(parts).filter(
    ([name, found]) =>
      signInNames.includes(name) && found.state === "read" && found.values.length === 0,
  );
  if (empty.length === 0) return parts;
  const premium = await part(async () => ({ values: [await hasPremium(context)], complete: true }));
  if (premium.state === "read" && premium.values[0] === true) return parts;
  const why = premium.state === "read" ? "EntraIdP1Missing" : `licences: ${premium.why}`;
  return {
    ...parts,
    ...Object.fromEntries(empty.map(([name]) => [name, { state: "not evaluable", why } as const])),
  };
};
