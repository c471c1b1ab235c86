import { severities, type Severity } from "./types.ts";

/** Is `one` worse than `other`? 1 is the worst. */
export const isWorse = (one: Severity, other: Severity): boolean =>
  severities.indexOf(one) < severities.indexOf(other);
