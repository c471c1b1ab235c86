/** Limits of an approval (security rules, approvals 7): shorter than any system above. */
export const proposalLifetimeMs = 10 * 60_000;
/** An approval that wasn't used in this time is void: the tenant may have changed. */
export const unusedApprovalMs = 5 * 60_000;
/** A request without an answer isn't repeated on a plan older than this: people are asked again. */
export const planLifetimeMs = 30 * 60_000;
/** Steps that may wait for people at once: more is noise at three in the morning. */
export const waitingAtOnce = 3;
/** Longest text that people may put into the record, in UTF-16 units. */
export const longestText = 2_000;
