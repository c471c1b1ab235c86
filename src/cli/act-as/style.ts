/** The page's only style; its hash stands in the content security policy. */
import { createHash } from "node:crypto";

export const style = `
:root { color-scheme: light dark; --page: #f5f5f5; --box: #fff; --text: #242424; --soft: #5c5c5c; --line: #8a8a8a;
  --go: #4f52b2; --stop: #b10e1c; --note: #ebebff; }
@media (prefers-color-scheme: dark) { :root { --page: #141414; --box: #292929; --text: #fff; --soft: #c8c8c8;
  --line: #9a9a9a; --go: #aaaef7; --stop: #f1707b; --note: #2f2f4a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; } p { margin: .25rem 0; }
a { color: var(--go); } .soft { color: var(--soft); }
.answer { background: var(--note); border-left: .25rem solid var(--go); padding: .75rem; margin: .75rem 0; }
article, .say { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: .75rem 0; }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600; } label.tick { font-weight: 400; }
.group { border-top: 1px solid var(--line); margin: .75rem 0 0; padding: .25rem 0 0; }
input:not([type=checkbox]), select, textarea { width: 100%; max-width: 30rem; min-height: 2.75rem; padding: .4rem .6rem;
  font: inherit; color: inherit; background: var(--box); border: 1px solid var(--line); border-radius: .25rem; display: block; }
button { min-height: 2.75rem; margin: .75rem .5rem 0 0; padding: .4rem 1rem; font: inherit; font-weight: 600;
  color: inherit; background: var(--box); border: 1px solid var(--line); border-radius: .25rem; cursor: pointer; }
button.positive { color: var(--go); border-color: var(--go); } button.destructive { color: var(--stop); border-color: var(--stop); }
:focus-visible { outline: .2rem solid var(--go); outline-offset: .15rem; }
`;

export const styleHash = `sha256-${createHash("sha256").update(style, "utf8").digest("base64")}`;
