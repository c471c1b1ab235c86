/** The pages' only style and only script; their hashes stand in the content security policy. */
import { createHash } from "node:crypto";

export const style = `
:root { color-scheme: light dark; --page: #f5f5f5; --box: #fff; --text: #242424; --soft: #5c5c5c; --line: #8a8a8a;
  --go: #4f52b2; --on: #fff; --warn: #8a3707; }
@media (prefers-color-scheme: dark) { :root { --page: #141414; --box: #292929; --text: #fff; --soft: #c8c8c8;
  --line: #9a9a9a; --go: #aaaef7; --on: #141414; --warn: #f0a177; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; } p { margin: .5rem 0; } .soft { color: var(--soft); }
section { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; } .warn { border-left: .25rem solid var(--warn); padding-left: .75rem; }
input { width: 100%; min-height: 2.75rem; padding: .4rem .6rem; font: inherit; color: inherit; background: var(--box);
  border: 1px solid var(--line); border-radius: .25rem; }
output { display: block; font: 1.25rem/1.6 ui-monospace, "Cascadia Mono", Consolas, monospace; user-select: all;
  padding: .5rem .6rem; border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap; word-break: break-all; }
button { min-height: 2.75rem; margin: 1rem 0 0; padding: .4rem 1.25rem; font: inherit; font-weight: 600; color: var(--on);
  background: var(--go); border: 1px solid var(--go); border-radius: .25rem; cursor: pointer; }
:focus-visible { outline: .2rem solid var(--go); outline-offset: .15rem; } [hidden] { display: none; }
`;

/**
 * Takes the code out of the address, so that it stays in no history, and puts it into the form: pressing the button
 * remains a person's. Without script the code is pasted. The other half copies what is shown.
 */
export const script = `
const code = document.getElementById("code");
const given = location.hash.slice(1);
if (code && given !== "") {
  code.value = given;
  document.getElementById("paste").hidden = true;
  history.replaceState(null, "", location.pathname);
  document.getElementById("show").focus();
}
const copy = document.getElementById("copy");
if (copy) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(document.getElementById("secret").textContent);
      said.textContent = "Copied. Clear the clipboard when you are done.";
    } catch {
      said.textContent = "The browser doesn't allow it: select the text and copy it.";
    }
  });
}
`;

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

/** Nothing but this style and this script, forms to this server only, and never in a frame. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
