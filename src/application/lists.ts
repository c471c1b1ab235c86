/** Reads a list of accounts from wherever somebody has it, and keeps it as it was given. */
import { z } from "zod/v4";
import { shaped } from "../actions/read.ts";
import { type Graph, TenantFault } from "../actions/tenant.ts";
import { type GivenList } from "../core/incident/types.ts";
import { huntTargets } from "../core/mass/hunt-targets.ts";
import { givenFile } from "../core/mass/list-file.ts";
import { parseTargets } from "../core/mass/parse-targets.ts";
import { type Targets } from "../core/mass/targets.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { ok, refuse, type Result } from "../core/shared/result.ts";
import { type SentFile } from "./ports/chat.ts";
import { type Imports, type SentFiles } from "./ports/lists.ts";
import { type Evidence } from "./ports/tenant.ts";

export type ListSource =
  | { readonly kind: "pasted"; readonly text: string }
  | { readonly kind: "import"; readonly name: string }
  | { readonly kind: "sent"; readonly file: SentFile }
  /** A query of advanced hunting, as the person typed it. */
  | { readonly kind: "hunt"; readonly query: string };

/** A list that was read and kept: what the step has of it, and what its giver is told. */
export type KeptList = { readonly list: GivenList; readonly duplicates: number };

export type Lists = {
  /** The list, kept as evidence, or a sentence why there is none; half a list is never kept. Throws on a full disk. */
  keep(source: ListSource): Promise<Result<KeptList, string>>;
};

export type ListsDeps = {
  readonly graph: Pick<Graph, "post">;
  readonly imports: Imports;
  readonly sentFiles: SentFiles;
  readonly evidence: Pick<Evidence, "keep">;
};

/** Longest query: what Teams shows of one message in one piece. */
const longestQuery = 4_000;

const results = z.object({ results: z.array(z.unknown()) });

/** Quoted parts of a query, as KQL writes them; what is in them is no operator. After an at sign a backslash is only itself. */
const inQuotes = /@"[^"]*"|@'[^']*'|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gu;

/** Why a query isn't asked. A message has no line breaks: a comment would take the rest of the query away. */
const queryFault = (query: string): string | undefined => {
  if (query.length > longestQuery) {
    return `The query has ${String(query.length)} characters; at most ${String(longestQuery)} are asked.`;
  }
  if (query.replace(inQuotes, "").includes("//")) {
    return "The query has a comment, which hides what follows it in a message: leave it out.";
  }
  return undefined;
};

/** What to do about it: the service's own words aren't passed on, they may be anything. */
const notAnswered = ({ status, code }: TenantFault): string => {
  if (status === 400) {
    return `The query was refused (${code}): try it in Microsoft Defender’s advanced hunting first.`;
  }
  return status === 403
    ? `Cordon may not hunt here (${code}): “incident doctor” says what is missing.`
    : `The query wasn't answered (${code}): try again in a minute.`;
};

const asked = async (
  graph: ListsDeps["graph"],
  query: string,
): Promise<Result<Targets, string>> => {
  const fault = queryFault(query);
  if (fault !== undefined) return refuse(fault);
  try {
    // Without a time span: the query has its own, and the service looks back 30 days at most (Graph runHuntingQuery).
    const answer = await graph.post("/v1.0/security/runHuntingQuery", { Query: query });
    const { results: rows } = shaped(results, answer.body, answer.requestId);
    return rows.length === 0 ? refuse("The query found nothing.") : ok(huntTargets(rows));
  } catch (caught) {
    if (!(caught instanceof TenantFault)) throw caught;
    return refuse(notAnswered(caught));
  }
};

const parsed = (text: Result<string, string>): Result<Targets, string> =>
  text.ok ? ok(parseTargets(text.value)) : text;

const targetsOf = async (deps: ListsDeps, source: ListSource): Promise<Result<Targets, string>> => {
  switch (source.kind) {
    case "pasted":
      return ok(parseTargets(source.text));
    case "import":
      return parsed(await deps.imports.read(source.name));
    case "sent":
      return parsed(await deps.sentFiles.read(source.file));
    case "hunt":
      return asked(deps.graph, source.query);
  }
};

const nameOf = (source: ListSource): string => {
  switch (source.kind) {
    case "pasted":
      return "pasted text";
    case "import":
      return cleanText(source.name, 60);
    case "sent":
      return cleanText(source.file.name, 60) || "a file without a name";
    case "hunt":
      return "hunting result";
  }
};

/** Makes the reader of lists. */
export const makeLists = (deps: ListsDeps): Lists => ({
  keep: async (source) => {
    const read = await targetsOf(deps, source);
    if (!read.ok) return read;
    const { targets, duplicates, problems } = read.value;
    if (problems.length > 0) return refuse(`${problems.join(" ")} Nothing of the list is used.`);
    const { sha256 } = await deps.evidence.keep(givenFile(targets));
    return ok({ list: { sha256, count: targets.length, source: nameOf(source) }, duplicates });
  },
});
