import { cleanText } from "../core/shared/clean-text.ts";
import { type Drawn } from "./drawn.ts";
import { bold, firstOf, line, type Line, plain } from "./parts/run.ts";
import { type Templates } from "./templates.ts";
import { count } from "../core/shared/count.ts";

/** What the doctor found, as application/doctor has it; the card shows the beginning of it. */
export type DoctorView = {
  readonly counts: Readonly<Record<"works" | "in part" | "not" | "unknown", number>>;
  readonly findings: readonly {
    readonly title: string;
    readonly verdict: string;
    readonly missing: readonly string[];
    readonly role: string | undefined;
    readonly licences: readonly string[];
    readonly blind: readonly { readonly name: string }[];
  }[];
  readonly checks: readonly {
    readonly title: string;
    readonly state: string;
    readonly says: string;
  }[];
  readonly fixes: readonly { readonly title: string }[];
  readonly outcome: "whole" | "lacking" | "unexamined";
};

const titles: Readonly<Record<DoctorView["outcome"], string>> = {
  whole: "Everything works here",
  lacking: "Something is missing here",
  unexamined: "Not everything could be examined",
};

/** A card stays short: what is longer stands in the command line's result. */
const most = { findings: 5, checks: 4, fixes: 3 } as const;

type Finding = DoctorView["findings"][number];

const lackOf = ({ missing, role, licences, blind }: Finding): string => {
  const lacks = [...missing, ...(role === undefined ? [] : [`the role ${role}`]), ...licences];
  return lacks.length > 0 ? lacks.join(", ") : blind.map(({ name }) => name).join(", ");
};

const more = (left: number): readonly Line[] =>
  left > 0 ? [line(plain(`and ${String(left)} more`))] : [];

const findingLines = (findings: DoctorView["findings"]): readonly Line[] => {
  const lacking = findings.filter(({ verdict }) => verdict !== "works");
  const { shown, more: left } = firstOf(lacking, most.findings);
  return [
    ...shown.map((finding) =>
      line(
        bold(`${cleanText(finding.title, 60)}: `),
        plain(`${finding.verdict}, lacks ${cleanText(lackOf(finding), 120) || "an answer"}`),
      ),
    ),
    ...more(left),
  ];
};

const checkLines = (checks: DoctorView["checks"]): readonly Line[] =>
  checks
    .filter(({ state }) => state === "not" || state === "unknown")
    .slice(0, most.checks)
    .map(({ title, says }) => line(bold(`${title}: `), plain(cleanText(says, 160))));

const fixLines = (fixes: DoctorView["fixes"]): readonly Line[] => {
  const { shown, more: left } = firstOf(fixes, most.fixes);
  if (shown.length === 0) return [];
  return [
    line(bold("First: "), plain(shown.map(({ title }) => cleanText(title, 80)).join("; "))),
    ...more(left),
  ];
};

/** Draws the doctor's result: counts, what is missing, the first repairs. */
export const renderDoctor = (templates: Templates, view: DoctorView): Drawn => {
  const { counts, findings, checks, fixes, outcome } = view;
  const title = titles[outcome];
  const told = [
    `${count(counts.works, "step")} and collectors work`,
    `${String(counts["in part"])} in part`,
    `${String(counts.not)} not`,
    `${String(counts.unknown)} unknown`,
  ];
  return templates.draw("doctor", {
    summary: `${title}.`,
    title,
    lines: [
      line(plain(`${told.join(", ")}.`)),
      ...checkLines(checks),
      ...findingLines(findings),
      ...fixLines(fixes),
    ],
    foot: "The whole result, with what to post: npm run doctor",
  });
};
