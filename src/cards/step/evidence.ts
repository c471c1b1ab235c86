import { type Incident } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { bold, line, type Line, mono, plain } from "../parts/run.ts";

/** What is kept before anything changes, and what isn't: both are said. */
export const evidenceSentence = ({ artefacts, missedEvidence }: Incident): string => {
  const kept = artefacts.map(({ kind, complete }) => (complete ? kind : `${kind} in part`));
  const missing = missedEvidence
    .map(({ kind }) => kind)
    .filter((kind) => artefacts.every((found) => found.kind !== kind));
  return [
    kept.length > 0 ? `Kept: ${kept.join(", ")}.` : "Nothing kept yet.",
    ...(missing.length > 0 ? [`Not kept: ${missing.join(", ")}.`] : []),
  ].join(" ");
};

/** One line for each file, with the first eight characters of its SHA-256. */
export const evidenceLines = ({ artefacts }: Incident): readonly Line[] =>
  artefacts
    .slice(0, 6)
    .map(({ kind, title, sha256 }) =>
      line(
        bold(`Evidence ${kind}: `),
        plain(`${cleanText(title, 60)}, `),
        mono(sha256.slice(0, 8)),
      ),
    );
