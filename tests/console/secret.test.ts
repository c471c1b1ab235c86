import { afterEach, describe, expect, test } from "@jest/globals";
import { PostFault } from "../../src/application/ports/chat.ts";
import { after } from "../../src/core/shared/ids.ts";
import { by, event, id, settled } from "../support/given.ts";
import { people } from "../support/incidents.ts";
import { said } from "../support/fakes/recording-chat.ts";
import { label, makeSecretWorld, password, press, type SecretWorld } from "./secret-world.ts";

const worlds: SecretWorld[] = [];
const start = async (hasPage = true): Promise<SecretWorld> => {
  const world = await makeSecretWorld(hasPage);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

/** Sealed, the request through, the link sent. */
const told = async (): Promise<SecretWorld & { readonly link: string }> => {
  const world = await start();
  await world.seal();
  await world.settle([settled("observed", ["observed"])]);
  await world.tell();
  const [link = ""] = world.links();
  return { ...world, link };
};

const notes = (world: SecretWorld): readonly string[] =>
  world.memory.recorded(id).flatMap((event) => (event.type === "NoteAdded" ? [event.text] : []));
const ends = (world: SecretWorld): readonly string[] =>
  world.memory.recorded(id).flatMap((event) => (event.type === "SecretEnded" ? [event.how] : []));

describe("a sealed secret", () => {
  test("is shown once to whoever presses with the link, and stands nowhere else", async () => {
    const world = await told();
    expect(world.chat.standing()).toHaveLength(1);
    expect(world.links()).toEqual([expect.stringMatching(/\/secret\/[0-9a-f]{32}#[0-9a-f]{64}$/u)]);
    const escaped = "Tide&amp;&quot;Lantern&#39;&lt;b&gt;9\\Quartz";
    const answer = await press(world.link);
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain(`<output id="secret">${escaped}</output>`);
    expect(html).toContain("Shown once, at");
    expect(html).toContain("to Ana Costa");
    expect(ends(world)).toEqual(["revealed"]);
    expect((await world.stepOne()).secrets).toMatchObject([{ label, ended: { how: "revealed" } }]);
    const second = await press(world.link);
    expect(second.status).toBe(410);
    const closed = await second.text();
    expect(closed).toContain("The link of Ana Costa was used at");
    const everywhere = (await world.everything()) + closed;
    for (const hidden of [password, escaped, JSON.stringify(password).slice(1, -1)]) {
      expect(everywhere).not.toContain(hidden);
    }
    const token = world.link.split("#")[1] ?? "";
    const outsideOfTheMessage = everywhere.replaceAll(world.link, "");
    expect(outsideOfTheMessage).not.toContain(token);
  });

  test("is shown to one of twenty who press at once", async () => {
    const world = await told();
    const all = await Promise.all(Array.from({ length: 20 }, () => press(world.link)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(410)]);
    const pages = await Promise.all(all.map((answer) => answer.text()));
    expect(pages.filter((html) => html.includes("Quartz"))).toHaveLength(1);
    expect(world.revealed).toHaveLength(1);
    expect(ends(world)).toEqual(["revealed"]);
  });

  test("isn't used up by previews, prefetches and scanners, which learn nothing", async () => {
    const world = await told();
    const address = world.link.split("#")[0] ?? "";
    const unknown = await fetch(`${world.url}/secret/${"0".repeat(32)}`);
    const unknownPage = (await unknown.text()).replaceAll("0".repeat(32), "id");
    for (const init of [{}, { headers: { purpose: "prefetch" } }, { method: "HEAD" }]) {
      const seen = await fetch(address, init);
      const html = (await seen.text()).replaceAll(/[0-9a-f]{32}(?=")/gu, "id");
      expect(html === "" || html === unknownPage).toBe(true);
      expect(seen.headers.get("cache-control")).toBe("no-store");
      expect(seen.headers.get("referrer-policy")).toBe("no-referrer");
      expect(seen.headers.get("x-frame-options")).toBe("DENY");
      expect(seen.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(seen.headers.get("set-cookie")).toBeNull();
      expect(seen.headers.get("server")).toBeNull();
    }
    expect((await press(world.link)).status).toBe(200);
  });

  test("answers a wrong code like an unknown secret, and only ten a minute from one address", async () => {
    const world = await told();
    const wrong = "f".repeat(64);
    const [one, other] = [{ "x-test-address": "203.0.113.7" }, { "x-test-address": "203.0.113.8" }];
    const nowhere = `${world.url}/secret/${"0".repeat(32)}#${wrong}`;
    const [known, unknown] = [
      await press(world.link, wrong, one),
      await press(nowhere, wrong, one),
    ];
    expect([known.status, unknown.status]).toEqual([404, 404]);
    expect(await known.text()).toBe(await unknown.text());
    for (let tries = 2; tries < 10; tries += 1) await press(world.link, wrong, one);
    const spent = await press(world.link, undefined, one);
    expect(spent.status).toBe(429);
    expect(Number(spent.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(world.log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    expect((await press(world.link, undefined, other)).status).toBe(200);
  });

  test("takes a whole pasted link, and nothing from another site or longer than a code", async () => {
    const world = await told();
    const foreign = await press(world.link, undefined, { "sec-fetch-site": "cross-site" });
    expect(foreign.status).toBe(403);
    expect((await press(world.link, "a".repeat(10_000))).status).toBe(413);
    expect((await press(`${world.url}/other/x#1`)).status).toBe(404);
    expect((await press(world.link, ` ${world.link} `)).status).toBe(200);
  });

  test("ends after an hour: the page says so, and the record", async () => {
    const world = await told();
    world.runtime.set(after(world.runtime.now(), 60 * 60_000));
    const answer = await press(world.link);
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain("Nobody read it until");
    expect(await world.tell()).toEqual({ kind: "finished" });
    expect(ends(world)).toEqual(["expired"]);
  });

  test("is in the record as read even where that couldn't be recorded at once", async () => {
    const world = await told();
    world.memory.beforeNextCommit(() => Promise.reject(new Error("the store is down")));
    expect((await press(world.link)).status).toBe(200);
    expect(world.log.lines.some(({ level }) => level === "error")).toBe(true);
    expect(ends(world)).toEqual([]);
    world.runtime.pass(60 * 60_000);
    await world.tell();
    expect(ends(world)).toEqual(["revealed"]);
  });
});

describe("the link", () => {
  test("waits until the request is through, goes out once, and is the same after a crash", async () => {
    const world = await start();
    await world.seal();
    expect(await world.tell()).toMatchObject({ kind: "again", reason: "the request runs" });
    expect(world.chat.standing()).toEqual([]);
    await world.settle([settled("observed", ["observed"])]);
    world.runtime.pass(2_000);
    // The message goes out, and the worker dies before it could note that.
    let crashes = 1;
    const crash = (): boolean => {
      if (crashes > 0) world.memory.down();
      crashes -= 1;
      return false;
    };
    world.chat.fail(crash, new PostFault("never thrown", { kind: "gone" }));
    await expect(world.tell()).rejects.toThrow();
    expect(world.chat.standing()).toHaveLength(1);
    world.memory.up();
    world.runtime.pass(31_000);
    await world.tell();
    expect(world.chat.standing()).toHaveLength(2);
    expect(new Set(world.links()).size).toBe(1);
    expect((await press(world.links()[0] ?? "")).status).toBe(200);
  });

  test("of a request that was refused outright is never told, and its secret erased", async () => {
    const world = await start();
    await world.seal();
    await world.settle([settled("failed", ["failed"])]);
    await world.tell();
    expect(world.chat.standing()).toEqual([]);
    expect(ends(world)).toEqual(["expired"]);
    const [secret] = (await world.stepOne()).secrets;
    expect(await world.secrets.find(secret?.id ?? "")).toMatchObject({ state: "discarded" });
  });

  test.each(["gone", "refused"] as const)(
    "that Teams can't bring (%s) leaves a note without it, and nothing to read",
    async (kind) => {
      const world = await start();
      world.chat.closeTo(people.ana, new PostFault("not installed", { kind }));
      await world.seal();
      await world.settle([settled("observed", ["observed"])]);
      await world.tell();
      expect(notes(world)).toEqual([expect.stringContaining("Ana Costa must ask for a new one")]);
      expect(notes(world).join()).not.toContain("http");
      const [secret] = (await world.stepOne()).secrets;
      expect(await world.secrets.find(secret?.id ?? "")).toMatchObject({ state: "discarded" });
    },
  );

  test("is tried again where Teams asks for time", async () => {
    const world = await start();
    const later = new PostFault("busy", { kind: "later", retryAfterMs: 3_000 });
    world.chat.fail((message) => said(message).includes("/secret/"), later);
    await world.seal();
    await world.settle([settled("observed", ["observed"])]);
    expect(await world.tell()).toMatchObject({ kind: "again", reason: "busy" });
    world.runtime.pass(3_000);
    await world.tell();
    expect(world.links()).toHaveLength(1);
  });
});

/** Ana becomes a suspect. */
const suspected = event(
  { type: "SuspectNamed", suspect: people.ana, reason: "She forwarded it." },
  by(people.priya),
);

describe("a reader who may read nothing any more", () => {
  test("is sent no link: it is erased, and the incident says so", async () => {
    const world = await start();
    await world.seal();
    await world.settle([settled("observed", ["observed"]), suspected]);
    expect(await world.tell()).toEqual({ kind: "finished" });
    expect(world.chat.standing()).toEqual([]);
    expect(ends(world)).toEqual(["expired"]);
    expect(notes(world)).toEqual([expect.stringContaining("was erased unread")]);
    const [secret] = (await world.stepOne()).secrets;
    expect(await world.secrets.find(secret?.id ?? "")).toMatchObject({ state: "discarded" });
  });

  test.each(["suspect", "disabled"] as const)(
    "is refused on the page with the right code (%s)",
    async (why) => {
      const world = await told();
      if (why === "suspect") await world.settle([suspected]);
      else world.stands(() => Promise.resolve("disabled"));
      expect((await press(world.link, "f".repeat(64))).status).toBe(404);
      const answer = await press(world.link);
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toContain("Quartz");
      expect(ends(world)).toEqual(["expired"]);
      expect(notes(world)).toEqual([expect.stringContaining("was erased unread")]);
      expect((await press(world.link)).status).toBe(410);
    },
  );

  test("isn't shown it while nobody can tell, and it isn't used up", async () => {
    const world = await told();
    world.stands(() => Promise.reject(new Error("no answer")));
    expect((await press(world.link)).status).toBe(503);
    world.stands(() => Promise.resolve("member"));
    expect((await press(world.link)).status).toBe(200);
  });
});

describe("sealing", () => {
  test("again for the same approval, as after a 429, leaves only the last one to read", async () => {
    const world = await start();
    await world.seal();
    world.runtime.pass(5_000);
    await world.seal();
    const { secrets } = await world.stepOne();
    expect(secrets.map(({ ended }) => ended?.how)).toEqual(["expired", undefined]);
    const rows = await Promise.all(secrets.map(({ id: one }) => world.secrets.find(one)));
    expect(rows.map((row) => row?.state)).toEqual(["discarded", "sealed"]);
    await world.settle([settled("observed", ["observed"])]);
    await world.tell();
    await world.tell();
    expect(world.chat.standing()).toHaveLength(1);
    expect((await press(world.links()[0] ?? "")).status).toBe(200);
  });

  test("is refused where there is no page, before anything is stored", async () => {
    const world = await start(false);
    await expect(world.seal()).rejects.toThrow("CONSOLE_URL");
    expect((await world.stepOne()).secrets).toEqual([]);
  });

  test("that can't be recorded leaves nothing to read, and throws", async () => {
    const world = await start();
    world.memory.beforeNextCommit(() => Promise.reject(new Error("the store is down")));
    await expect(world.seal()).rejects.toThrow("the store is down");
    expect(await world.everything()).toContain("discarded");
  });
});
