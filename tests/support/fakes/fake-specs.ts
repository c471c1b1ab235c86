/** The four actions of the tiny tenant: what they are called, what they change and what they need. */
import { type Action } from "../../../src/actions/contract.ts";

export type ActionName = "block-sign-in" | "end-sessions" | "remove-rules" | "reset-password";

export type Spec = Partial<Action> & { readonly id: ActionName; readonly items: readonly string[] };

export const specs: readonly Spec[] = [
  {
    id: "block-sign-in",
    code: "C1",
    emergency: true,
    title: "Block sign-in",
    items: ["account"],
    needsEvidence: [],
    looksAgain: [15, 65, 1_440],
    undoneBy: ["Enable account"],
    pendingMinutes: 30,
  },
  {
    id: "end-sessions",
    code: "C3",
    emergency: true,
    title: "End sign-in sessions",
    items: ["sessions"],
    needsEvidence: [],
    residual: { minutes: 60, why: "Apps keep old tokens up to 60 min." },
  },
  {
    id: "remove-rules",
    code: "M2",
    title: "Remove inbox rules",
    items: ["rule-1", "rule-2", "rule-3"],
    needsEvidence: ["E1"],
  },
  {
    id: "reset-password",
    code: "C2",
    title: "Reset the password",
    items: ["password"],
    needsEvidence: [],
    repeatable: false,
  },
];
/** What can't be undone in this tenant. */
export const oneWay: readonly string[] = ["end-sessions", "reset-password"];
