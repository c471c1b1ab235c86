import { type Action } from "../../src/actions/contract.ts";

const refuses = (): Promise<never> => Promise.reject(new Error("a card never calls the tenant"));

/** An action as the catalogue has them; `repeatable: false` is the password. */
export const anAction = (changes: Partial<Action> = {}): Action => ({
  id: "revoke-sign-in-sessions",
  code: "C3",
  title: "End sign-in sessions",
  verb: "end sessions",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["User.RevokeSessions.All"],
    role: "Privileged Authentication Administrator",
  },
  needsEvidence: ["E0"],
  text: {
    does: "Refuses new tokens for this account, everywhere.",
    affects: ({ items }) =>
      `1 account, ${String(items.length)} sessions. Signs in again everywhere.`,
    limits: "Old tokens may work up to 60 min.",
    undo: "None. Signing in again is the way back.",
    question: () => "End all sign-in sessions of 1 account?",
    notHolding: "The account’s old sessions still work",
    undone: "The account is enabled again",
    byHand: "Open the account in the Entra admin centre and press Revoke sessions.",
  },
  residual: { minutes: 60, why: "Apps that don’t check again keep old tokens up to 60 min." },
  repeatable: true,
  preview: refuses,
  apply: refuses,
  observe: refuses,
  undo: undefined,
  ...changes,
});
