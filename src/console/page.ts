/** The one-time page as text. Everything that comes from outside is escaped. */
import { type SealedSecret } from "../application/ports/secrets.ts";
import { type Instant } from "../core/shared/ids.ts";
import { script, style } from "./style.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/gu, (letter) => entities[letter] ?? "");

/** "2026-11-22 03:36 UTC". */
const moment = (at: Instant): string =>
  `<time datetime="${escaped(at)}">${escaped(`${at.slice(0, 10)} ${at.slice(11, 16)} UTC`)}</time>`;

const page = (title: string, body: readonly string[]): string =>
  [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex"><link rel="icon" href="data:,">',
    `<title>${escaped(title)}</title><style>${style}</style></head><body><main>`,
    `<h1>${escaped(title)}</h1>`,
    ...body,
    `</main><script>${script}</script></body></html>`,
  ].join("");

/** The page that everybody gets who opens the address: it tells nothing and uses nothing up. */
export const askPage = (path: string): string =>
  page("A secret for one person", [
    "<p>This page shows a secret once, to whoever has the code from Cordon’s message. Have your place to keep it ready.</p>",
    `<section><form method="post" action="${escaped(path)}" autocomplete="off">`,
    '<div id="paste"><label for="code">Code: everything after # in the link</label>',
    '<input id="code" name="token" required maxlength="4000" spellcheck="false" autocapitalize="off"></div>',
    '<button id="show">Show it once</button></form></section>',
    '<p class="soft">Cordon asks for no password here.</p>',
  ]);

/** The secret. */
export const shownPage = (secret: SealedSecret, text: string): string =>
  page(secret.label, [
    `<section><p><output id="secret">${escaped(text)}</output></p>`,
    '<button id="copy" type="button" hidden>Copy</button><p id="copied" role="status"></p></section>',
    `<p class="warn">Shown once, at ${moment(secret.endedAt ?? secret.sealedAt)}, to ${escaped(secret.to.name)}.`,
    " It is erased: this page doesn’t come back after you leave it.</p>",
    `<p class="soft">${escaped(secret.incident)}, step ${escaped(secret.step)}. Hand it over by voice, after you made sure who listens.</p>`,
  ]);

const reasons: Readonly<Record<SealedSecret["state"], string>> = {
  revealed: "It was shown already",
  expired: "Its time is over",
  discarded: "It came to nothing",
  sealed: "It can’t be shown now",
};

const sentences = (secret: SealedSecret): readonly string[] => {
  const at = moment(secret.endedAt ?? secret.expiresAt);
  const again = "<p>Propose the step again in the incident for a new one.</p>";
  switch (secret.state) {
    case "revealed":
      return [
        `<p>The link of ${escaped(secret.to.name)} was used at ${at}, and the secret is erased.</p>`,
        '<p class="warn">Was that not you? Tell the lead of the incident at once: somebody else has it.</p>',
        again,
      ];
    case "expired":
      return [`<p>Nobody read it until ${at}, and it is erased.</p>`, again];
    case "discarded":
    case "sealed":
      return [
        `<p>The change that it was for wasn’t made, and it was erased at ${at}.</p>`,
        "<p>The incident’s log says why.</p>",
      ];
  }
};

/** Why the right code shows nothing any more. */
export const closedPage = (secret: SealedSecret): string =>
  page(reasons[secret.state], [
    ...sentences(secret),
    `<p class="soft">${escaped(secret.label)}, ${escaped(secret.incident)}, step ${escaped(secret.step)}.</p>`,
  ]);

/** No secret of this id, or a wrong code: the same page for both. */
export const unknownPage = (): string =>
  page("Nothing here", [
    "<p>There is no secret at this address, or the code isn’t its code.</p>",
    "<p>Open the link of Cordon’s message as it stands; the code is everything after #.</p>",
  ]);

/** A plain refusal. */
export const refusedPage = (title: string, sentence: string): string =>
  page(title, [`<p>${escaped(sentence)}</p>`]);
