/** The doctor's result as a terminal shows it. */
import { type Diagnosis, type Finding } from "../../application/doctor/diagnose.ts";
import { type Fix, freshToken } from "../../application/doctor/fixes.ts";

/** What is wrong with one row, or what it can't see. */
const whyOf = ({ verdict, missing, role, licences, blind }: Finding): string => {
  const lacks = [
    ...(missing.length > 0 ? [`no ${missing.join(", ")}`] : []),
    ...(role === undefined ? [] : [`no Entra role ${role}`]),
    ...licences.map((licence) => `no licence ${licence}`),
    ...blind.map((one) => `without ${one.name} not: ${one.for}`),
  ];
  if (lacks.length > 0) return lacks.join("; ");
  return verdict === "unknown" ? "couldn’t be told" : "";
};

const findingLine = (finding: Finding): string =>
  [finding.verdict.padEnd(8), finding.code.padEnd(5), finding.id.padEnd(32), whyOf(finding)]
    .join(" ")
    .trimEnd();

const fixLines = (fix: Fix): readonly string[] => [
  `- ${fix.title}`,
  `  brings back: ${fix.brings.join(", ")}`,
  ...(fix.graph
    ? [`  ${fix.graph.method} ${fix.graph.path}`, `  ${JSON.stringify(fix.graph.body)}`]
    : []),
  ...fix.shell.map((line) => `  ${line}`),
];

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

const conclusions: Readonly<Record<Diagnosis["outcome"], string>> = {
  whole: "Everything works.",
  lacking: "Something is missing.",
  unexamined: "Not everything could be examined.",
};

/** The whole result, one line for each row of the library. */
export const doctorText = (diagnosis: Diagnosis): string => {
  const { findings, counts, checks, excess, fixes, unread, outcome } = diagnosis;
  const told = Object.entries(counts).map(([verdict, number]) => `${String(number)} ${verdict}`);
  return [
    `Library: ${told.join(", ")}.`,
    ...section(
      "The installation",
      checks.flatMap(({ state, title, says, fix }) => [
        `${state.padEnd(8)} ${title}: ${says}`,
        ...fix.map((line) => `         ${line}`),
      ]),
    ),
    ...section("The library", findings.map(findingLine)),
    ...section("Couldn’t be read", unread),
    ...section(
      "More than needed: take these away",
      excess.map(({ name, assignmentId }) => `- ${name} (assignment ${assignmentId})`),
    ),
    ...section("What to post, as an administrator", fixes.flatMap(fixLines)),
    ...(fixes.length > 0 ? ["", freshToken] : []),
    "",
    conclusions[outcome],
    "",
  ].join("\n");
};

/** 0 everything works · 1 something is missing · 2 it couldn't be examined. */
export const exitCodes: Readonly<Record<Diagnosis["outcome"], number>> = {
  whole: 0,
  lacking: 1,
  unexamined: 2,
};
