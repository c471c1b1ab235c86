/** Whatever a person was refused stands in the log (security rules, approvals 4.1 and 14). */
import { type RefusalCode } from "../approval/refusals.ts";
import { type Command } from "./commands.ts";
import { type Decision, refused } from "./decision.ts";
import { type Actor } from "./people.ts";
import { type Incident } from "./types.ts";

/** What people wish apart from presses on a step's proposal, and what the log calls it. */
export const notedCommands = {
  AssignStep: "assign",
  SetSeverity: "sev",
  SetPhase: "phase",
  Close: "close",
  NameSuspect: "suspect",
  ClearSuspect: "clear-suspect",
  Freeze: "freeze",
  LiftFreeze: "unfreeze",
  OfferHandover: "handover",
  TakeOver: "take over",
  TakeStep: "I'm on it",
  Reopen: "propose again",
  RecordLook: "look",
  ReviewAlone: "reviewed",
  AddSubject: "subject add",
  AddStep: "step add",
  SkipStep: "step skip",
  AskStop: "stop",
} as const satisfies Partial<Record<Command["type"], string>>;

export type NotedCommand = keyof typeof notedCommands;

/** Is it a command whose refusals are noted? */
export const isNoted = (type: string): type is NotedCommand => Object.hasOwn(notedCommands, type);

/** Repetitions, and texts that didn't do: they say nothing about who tried what. */
const neutral = new Set<RefusalCode>(["R-106", "R-110", "R-117", "R-204", "R-205"]);

/** One person, one command, one reason: what makes a refusal the same refusal. */
export const refusedCommand = (what: {
  readonly wish: string;
  readonly code: string;
  readonly actor: Actor;
}): string => [what.wish, what.code, what.actor.kind === "person" ? what.actor.id : ""].join(" ");

/** The decision with an entry for its refusal, once for a person, a command and a reason. */
export const noteRefusal = (
  incident: Incident,
  { type, actor }: Pick<Command, "type" | "actor">,
  decision: Decision,
): Decision => {
  const { refusal, facts } = decision;
  if (!refusal || facts.length > 0 || !isNoted(type) || neutral.has(refusal.code)) return decision;
  const { code } = refusal;
  return incident.refused.includes(refusedCommand({ wish: type, code, actor }))
    ? decision
    : refused(refusal, { type: "CommandRefused", wish: type, code });
};
