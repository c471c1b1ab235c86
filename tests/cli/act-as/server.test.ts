import { afterEach, describe, expect, test } from "@jest/globals";
import { request } from "node:http";
import { home, incidentWith, type Page, people, postOf, startPage, waitingCard } from "./world.ts";

const opened: Page[] = [];

afterEach(async () => {
  for (const { actAs } of opened.splice(0)) await actAs.close();
});

const open = async (...given: Parameters<typeof startPage>): Promise<Page> => {
  const page = await startPage(...given);
  opened.push(page);
  return page;
};

type Sent = { readonly status: number; readonly text: string; readonly policy: string };

/** With any Host, which fetch wouldn't send. */
const send = (
  url: string,
  headers: Record<string, string> = {},
  form?: Record<string, string>,
): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const method = form ? "POST" : "GET";
    const sent = request(url, { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => {
        const policy = String(answer.headers["content-security-policy"]);
        resolve({ status: answer.statusCode ?? 0, text, policy });
      });
    });
    sent.on("error", reject);
    sent.end(form && new URLSearchParams(form).toString());
  });

const waiting = () => [incidentWith(postOf(waitingCard))];
const [, jon] = people;
if (!jon) throw new Error("nobody");

/** What a browser would send for the button of this title. */
const formOf = (html: string, title: string): Record<string, string> => {
  const unescaped = (text: string): string =>
    text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  const [, token = ""] = /name="token" value="([^"]*)"/u.exec(html) ?? [];
  const [, post = ""] = /name="post" value="([^"]*)"/u.exec(html) ?? [];
  const pattern = new RegExp(`name="deed" value="([^"]*)"[^>]*>${title}</button>`, "u");
  const [, deed = ""] = pattern.exec(html) ?? [];
  return { token, post: unescaped(post), deed: unescaped(deed), person: jon.id };
};

describe("a press on the page", () => {
  test("goes to the card's own post as the chosen person, with what was typed, and the answer is shown", async () => {
    const { actAs, pressed } = await open(waiting());
    const page = await send(actAs.url);
    const form = formOf(page.text, "Decline this step");
    const [, field = ""] = /name="([^"]*-reason)"/u.exec(page.text) ?? [];
    const reason = 'She is <on> the "phone"';
    const answer = await send(`${actAs.url}/press`, {}, { ...form, [field]: reason });
    expect(pressed).toMatchObject([
      {
        verb: "step.decline",
        data: { id: "approval-1", nonce: "nonce-1", reason },
        by: jon.id,
        conversationId: "19:x",
        activityId: "a-1",
      },
    ]);
    expect(answer.text).toContain("Jon Lind pressed Decline this step: Recorded.");
    expect(answer.policy).toMatch(/^default-src 'none'; style-src 'sha256-/u);
  });

  test("a vote carries nothing but the card's own data", async () => {
    const { actAs, pressed } = await open(waiting());
    const form = formOf((await send(actAs.url)).text, "Approve: end sessions");
    await send(`${actAs.url}/press`, {}, { ...form, approvedBy: "me" });
    expect(pressed.map(({ data }) => data)).toEqual([{ id: "approval-1", nonce: "nonce-1" }]);
  });

  test("that gets no answer says so", async () => {
    const { actAs } = await open(waiting(), () => Promise.reject(new Error("the bot is away")));
    const form = formOf((await send(actAs.url)).text, "Approve: end sessions");
    const answer = await send(`${actAs.url}/press`, {}, form);
    expect(answer.text).toContain("Not sent: the bot is away.");
  });

  test("a message goes to the chosen channel as the chosen person", async () => {
    const { actAs, said } = await open([]);
    const { token = "" } = formOf((await send(actAs.url)).text, "Say");
    const form = { token, person: jon.id, channel: home.id, text: " incident status " };
    expect((await send(`${actAs.url}/say`, {}, form)).text).toContain(
      "Jon Lind said: incident status.",
    );
    expect(said).toEqual([{ by: jon, channel: home.id, text: "incident status" }]);
  });
});

describe("another page of the same browser", () => {
  test.each([
    ["by a foreign name for loopback", { host: "cordon.example:80" }],
    ["from another site", { origin: "https://evil.example" }],
    ["from another port of this machine", { origin: "http://127.0.0.1:56150" }],
    ["from a page without an origin", { origin: "null" }],
    ["by a cross-site form", { "sec-fetch-site": "cross-site" }],
    ["by a same-site form", { "sec-fetch-site": "same-site" }],
  ])("can neither read nor press %s", async (_, headers) => {
    const { actAs, pressed } = await open(waiting());
    const form = formOf((await send(actAs.url)).text, "Approve: end sessions");
    const read = await send(actAs.url, headers);
    const press = await send(`${actAs.url}/press`, headers, form);
    expect([read.status, press.status]).toEqual([403, 403]);
    expect(read.text).not.toContain("Block sign-in");
    expect(pressed).toEqual([]);
  });

  test("can't press without the page's token, and a broken form is refused", async () => {
    const { actAs, pressed, said } = await open(waiting());
    const form = formOf((await send(actAs.url)).text, "Approve: end sessions");
    const { token = "" } = form;
    const status = async (path: string, sent: Record<string, string>): Promise<number> =>
      (await send(actAs.url + path, {}, sent)).status;
    expect(await status("/press", { ...form, token: "" })).toBe(403);
    expect(await status("/press", { ...form, token: "0".repeat(token.length) })).toBe(403);
    expect(await status("/say", { person: jon.id, channel: "x", text: "y" })).toBe(403);
    expect(await status("/press", { ...form, deed: "{" })).toBe(400);
    expect(await status("/press", { ...form, person: "somebody" })).toBe(400);
    expect(await status("/say", { token, person: jon.id, channel: "x", text: " " })).toBe(400);
    expect(await status("/press", { ...form, more: "x".repeat(70_000) })).toBe(413);
    expect(await status("/", form)).toBe(404);
    expect((await send(`${actAs.url}/press`)).status).toBe(404);
    expect([...pressed, ...said]).toEqual([]);
  });
});
