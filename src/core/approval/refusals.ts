/**
 * Why a press or a command was not recorded. Codes are stable: people quote them, the log keeps
 * them, documentation explains them. R-1xx concern approvals, R-2xx commands, R-3xx exceptions.
 */
export const refusalCodes = {
  "R-101": "no such proposal",
  "R-102": "the person asked for the step, or named a suspect",
  "R-103": "the person is a subject or a suspect of the incident",
  "R-104": "not the owner and not a deputy",
  "R-105": "no owner is assigned",
  "R-106": "already decided by somebody",
  "R-107": "the proposal lapsed",
  "R-108": "approvals are frozen, or were since the card was drawn",
  "R-109": "the plan changed",
  "R-110": "a reason is missing",
  "R-111": "the incident is closed",
  "R-112": "nothing to propose again",
  "R-113": "nothing observed that could be undone",
  "R-114": "this step isn't one for a person alone",
  "R-115": "the plan code isn't the one that waits",
  "R-116": "the person can't review their own emergency approval",
  "R-117": "there is nothing of the kind to withdraw, wait for or own",
  "R-118": "the incident has this subject or step already, or the subject decides in it",
  "R-201": "only the lead may do this",
  "R-202": "the person isn't in the owning team",
  "R-203": "steps are still open or not contained",
  "R-204": "nothing would change",
  "R-206": "not in the directory of responders",
  "R-207": "no such incident, step or person",
  "R-205": "a text is missing or too long",
  "R-208": "an exception has no owner, or an emergency approval no review",
  "R-209": "a guest, an external member or a disabled account",
  "R-210": "the handover is for somebody else",
  "R-301": "not allowed to accept the risk",
  "R-302": "the person who asked for the exception can't accept it",
  "R-303": "the exception's end is missing or too far",
  "R-304": "the owner can't review their own exception",
  "R-305": "the exception isn't in a state for this",
  "R-306": "a subject or suspect of the incident has no say in its exceptions",
  "R-307": "there is no security reviewer",
  "R-308": "not allowed to review, renew or close the exception",
} as const;

export type RefusalCode = keyof typeof refusalCodes;

/** A refusal as it is answered: a stable code and one sentence that says what to do next. */
export type Refusal = { readonly code: RefusalCode; readonly sentence: string };
