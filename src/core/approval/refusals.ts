/**
 * Why a press or a command was not recorded. Codes are stable: people quote them, the log keeps
 * them, documentation explains them. R-1xx concern approvals, R-2xx commands.
 */
export const refusalCodes = {
  "R-101": "no such proposal",
  "R-103": "the person is a subject of the incident",
  "R-104": "not the owner and not a deputy",
  "R-105": "no owner is assigned",
  "R-106": "already decided by somebody",
  "R-107": "the proposal lapsed",
  "R-109": "the plan changed",
  "R-110": "a reason is missing",
  "R-111": "the incident is closed",
  "R-112": "nothing to propose again",
  "R-113": "nothing observed that could be undone",
  "R-201": "only the lead may do this",
  "R-202": "the person isn't in the owning team",
  "R-203": "steps are still open",
  "R-204": "nothing would change",
  "R-206": "not in the directory of responders",
  "R-207": "no such incident, step or person",
  "R-205": "a text is missing or too long",
} as const;

export type RefusalCode = keyof typeof refusalCodes;

/** A refusal as it is answered: a stable code and one sentence that says what to do next. */
export type Refusal = { readonly code: RefusalCode; readonly sentence: string };
