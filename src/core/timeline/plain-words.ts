import { type Severity } from "../incident/types.ts";

/** "1 person", "3 people". */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${String(n)} ${n === 1 ? one : many}`;

/** "severity 2". */
export const severityName = (severity: Severity): string => `severity ${severity.slice(3)}`;
