import { isKept, ownerOf } from "../../core/incident/evidence.ts";
import { type Artefact } from "../../core/incident/plan.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { bold, line, type Line, mono, plain } from "../parts/run.ts";
import { type StepContext, subjectOf } from "./context.ts";

/** Of the step's subject, the newest of each kind: slow evidence is read several times. */
const keptFor = (context: StepContext): readonly Artefact[] => {
  const { incident } = context;
  const { id } = subjectOf(context);
  const own = incident.artefacts.filter((artefact) => ownerOf(incident, artefact) === id);
  return own.filter(
    ({ kind }, index) => !own.slice(index + 1).some((later) => later.kind === kind),
  );
};

/** Kinds that are known to be missing for the step's subject. */
const missingFor = (context: StepContext): readonly string[] => {
  const { incident } = context;
  const { id } = subjectOf(context);
  const missed = incident.missedEvidence.filter(
    (need) => need.subject === id && !isKept(incident, need),
  );
  return [...new Set(missed.map(({ kind }) => kind))];
};

/** What is kept before anything changes, and what isn't: both are said. */
export const evidenceSentence = (context: StepContext): string => {
  const kept = keptFor(context).map(({ kind, complete }) => (complete ? kind : `${kind} in part`));
  const missing = missingFor(context);
  return [
    kept.length > 0 ? `Kept: ${kept.join(", ")}.` : "Nothing kept yet.",
    ...(missing.length > 0 ? [`Not kept: ${missing.join(", ")}.`] : []),
  ].join(" ");
};

/** One line for each file, with the first eight characters of its SHA-256, and what is missing. */
export const evidenceLines = (context: StepContext): readonly Line[] => {
  const missing = missingFor(context);
  return [
    ...keptFor(context)
      .slice(0, 6)
      .map(({ kind, title, sha256 }) =>
        line(
          bold(`Evidence ${kind}: `),
          plain(`${cleanText(title, 60)}, `),
          mono(sha256.slice(0, 8)),
        ),
      ),
    ...(missing.length > 0 ? [line(bold("Not kept: "), plain(missing.join(", ")))] : []),
  ];
};
