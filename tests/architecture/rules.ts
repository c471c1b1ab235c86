/** What a text may not contain. Each rule answers with what it found, so that a failing test says where to look. */

const comment = String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`;
const quoted = ['"', "'", "`"].map((mark) => `${mark}(?:\\\\[\\s\\S]|[^\\\\${mark}])*?${mark}`);
// Comments and strings in one pass, so that neither is looked for inside the other.
const prose = new RegExp([comment, ...quoted].join("|"), "g");

/** Source without comments and without the inside of strings. Line breaks stay, so line numbers do too. */
export function codeOf(source: string): string {
  return source.replace(prose, (found) => found.replace(/[^\n]/g, ""));
}

/** Uses of the type `any`, each with its line. */
export function anyTypes(source: string): string[] {
  return found(codeOf(source), /(?:[:<|&,]|\bas)\s*any\b(?!\s*[:(.])/g);
}

/** Reminders that name no issue; with a number they look like `TODO(#12)`. */
export function looseReminders(source: string): string[] {
  // Spelt with brackets, so that this line isn't one itself.
  return found(source, /\b(?:TO[D]O|FIX[M]E)\b(?!\(#\d+\))/g);
}

/** Words that claim more than can be observed. */
export function boastfulWords(text: string): string[] {
  return found(text, /\b(?:secured|evicted|tamper[- ]proof|exactly[- ]once)\b/gi);
}

/** Places that read the environment. */
export function environmentReads(source: string): string[] {
  return found(
    codeOf(source),
    /\bprocess\s*(?:\?\.|\.)\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/g,
  );
}

/** What a source file imports, types included: `from "x"`, `import "x"` and `import("x")`. */
export function importsOf(source: string): string[] {
  const specifier = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']/g;
  return [...source.matchAll(specifier)].flatMap((match) => match.slice(1));
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    return `line ${line}: ${match[0]}`;
  });
}
