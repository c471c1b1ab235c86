import { type Incident, type Step } from "../core/incident/types.ts";

/** The step that people mean by its number, its code in the library or its key; undefined when none or several fit. */
export const whichStep = (incident: Incident, word: string): Step | undefined => {
  const wanted = word.toLowerCase().replace(/^(step|#)\s*/u, "");
  const fits = incident.steps.filter(
    ({ number, definition }) =>
      String(number) === wanted ||
      definition.code.toLowerCase() === wanted ||
      definition.key === wanted,
  );
  return fits.length === 1 ? fits[0] : undefined;
};

/** "1 to 6, or a code such as C3": what a step may be called here. */
export const stepNames = (incident: Incident): string =>
  `1 to ${String(incident.steps.length)}, or a code such as ${incident.steps[0]?.definition.code ?? "C1"}`;
