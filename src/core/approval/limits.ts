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
/** From tier 3 up nothing is requested so soon after the last vote, unless two people waive it. */
export const coolOffMs = 5 * 60_000;
export const peopleToWaive = 2;
/** Somebody else looks at what one person approved alone, in this time. */
export const emergencyReviewMs = 24 * 60 * 60_000;
/** For how long a step may be put off, in minutes; the worst incidents wait for nobody. */
export const longestDeferralMinutes = { sev1: 15, sev2: 60, sev3: 240, sev4: 1_440 } as const;
/** People who must agree to lift a freeze that one person declared. */
export const peopleToLift = 2;
