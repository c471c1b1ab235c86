import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { type z } from "zod/v4";
import { ok, refuse, type Result } from "../../core/shared/result.ts";
import { errorCodeOf } from "./error-code.ts";

/** Largest file that is read, in bytes: a directory of 10,000 people is about 1 MB. */
const largestFile = 4 * 1024 * 1024;
/** A file that people write needs no aliases; a few are borne, a "billion laughs" isn't. */
const mostAliases = 50;

type Path = readonly PropertyKey[];
type Problem = { readonly line: number; readonly text: string };

/** "teams[1].owner" */
const dotted = (path: Path): string =>
  path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`,
    )
    .join("");

type Step = { readonly offset: number | undefined; readonly node: unknown };

/** One part of a path further: the key's place in a map, the item's in a list; undefined where it isn't there. */
const stepInto = (node: unknown, part: PropertyKey): Step | undefined => {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
    if (!pair || !isScalar(pair.key)) return undefined;
    return { offset: pair.key.range?.[0], node: pair.value };
  }
  const next: unknown = isCollection(node) ? node.get(part, true) : undefined;
  return isCollection(next) || isScalar(next) ? { offset: next.range?.[0], node: next } : undefined;
};

/** Where a key or, if there is none, its nearest parent stands in the text. */
const offsetOf = (document: Document, path: Path): number => {
  let at: Step = { offset: document.contents?.range?.[0], node: document.contents };
  for (const part of path) {
    const next = stepInto(at.node, part);
    if (!next) break;
    at = { offset: next.offset ?? at.offset, node: next.node };
  }
  return at.offset ?? 0;
};

type Issue = z.core.$ZodIssue;

/** zod's own words, but for what isn't there at all. */
const wordsOf = (issue: Issue): string =>
  issue.code === "invalid_type" && issue.message.endsWith("received undefined")
    ? `it is missing; expected ${issue.expected}`
    : issue.message;

/** An unknown key is reported where it stands, not at its parent. */
const placesOf = (issue: Issue): readonly { path: Path; text: string }[] =>
  issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => ({ path: [...issue.path, key], text: "this key isn't known" }))
    : [{ path: issue.path, text: wordsOf(issue) }];

const problemsOf = (
  document: Document,
  issues: readonly Issue[],
  lineOf: (offset: number) => number,
): readonly Problem[] =>
  issues.flatMap(placesOf).map(({ path, text }) => ({
    line: lineOf(offsetOf(document, path)),
    text: path.length > 0 ? `${dotted(path)}: ${text}` : text,
  }));

const sentences = (name: string, problems: readonly Problem[]): readonly string[] =>
  [...problems].sort((a, b) => a.line - b.line).map(({ line, text }) => `${name}:${line}: ${text}`);

/** First line only: yaml puts a drawing of the place below it. */
const firstLine = (text: string): string => text.split("\n")[0] ?? "";

/** What a file says, and the line on which a key or, if it isn't there, its nearest parent stands. */
export type Located<T> = { readonly value: T; readonly lineOf: (path: Path) => number };

/** Reads YAML text as this shape, and remembers where everything stands; see readYaml. */
export const parseLocated = <T>(
  name: string,
  text: string,
  schema: z.ZodType<T>,
): Result<Located<T>, readonly string[]> => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (offset: number): number => counter.linePos(offset).line;
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const problems = broken.map(({ pos, message }) => ({
      line: lineOf(pos[0]),
      text: firstLine(message),
    }));
    return refuse(sentences(name, problems));
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch (caught) {
    const why = caught instanceof Error ? firstLine(caught.message) : "it can't be read";
    return refuse([`${name}:1: ${why}`]);
  }
  const parsed = schema.safeParse(value);
  return parsed.success
    ? ok({ value: parsed.data, lineOf: (path) => lineOf(offsetOf(document, path)) })
    : refuse(sentences(name, problemsOf(document, parsed.error.issues, lineOf)));
};

/** Reads YAML text as this shape; see readYaml. */
export const parseYaml = <T>(
  name: string,
  text: string,
  schema: z.ZodType<T>,
): Result<T, readonly string[]> => {
  const read = parseLocated(name, text, schema);
  return read.ok ? ok(read.value.value) : read;
};

/** A file's text, and the SHA-256 of its bytes. */
export type Opened = { readonly text: string; readonly sha256: string };

/** Reads a text file of at most 4 MB. Throws nothing: why it can't be read is a sentence. */
export const openText = async (path: string): Promise<Result<Opened, readonly string[]>> => {
  const name = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (caught) {
    return refuse([`${name}: it can't be opened (${errorCodeOf(caught) ?? "unknown"}): ${path}`]);
  }
  if (bytes.byteLength > largestFile) return refuse([`${name}: it is larger than 4 MB`]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  try {
    // Leaves off a byte order mark, and throws for what an editor saved as UTF-16 or Windows-1252.
    return ok({ text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), sha256 });
  } catch {
    return refuse([`${name}:1: it isn't UTF-8; expected a file saved as UTF-8`]);
  }
};

/**
 * Reads a YAML file as this shape. Every problem is a sentence with file, line and place:
 * "directory.yaml:12: teams[1].lead: nobody in people has this id". A missing field is reported
 * at the line of its nearest parent. Throws nothing: a file that can't be opened is a problem too.
 */
export const readYaml = async <T>(
  path: string,
  schema: z.ZodType<T>,
): Promise<Result<T, readonly string[]>> => {
  const opened = await openText(path);
  return opened.ok ? parseYaml(basename(path), opened.value.text, schema) : opened;
};
