import { describe, expect, test } from "@jest/globals";
import { channelNameOf, makePlaces } from "../../../src/adapters/graph/places.ts";
import { type Graph } from "../../../src/actions/tenant.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import { playgroundPeople, seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject, teamId } from "../../actions/tenant.ts";
import { tenantForFile } from "../../actions/tenant-for-file.ts";

const tenant = tenantForFile(400);

const places = (more: { catalogAppId?: string; graph?: Graph; tenantId?: string } = {}) =>
  makePlaces({
    graph: tenant.graph,
    tenantId: tenant.sandbox.tenantId,
    teamId,
    homeName: "IR Response",
    graphBaseUrl: tenant.sandbox.url,
    now: tenant.context.now,
    ...more,
  });

const made = async () => (await tenant.ledger()).map(({ target, change }) => [target.kind, change]);

describe("a channel", () => {
  test("is made in the team, and is its conversation", async () => {
    const found = await places().makeChannel("INC-0007 Mailbox", "Opened by Cordon");
    expect(found).toEqual({ conversationId: "19:spare@thread.tacv2", name: "INC-0007 Mailbox" });
    const [entry] = await tenant.ledger();
    expect(entry?.change["displayName"]?.to).toBe("INC-0007 Mailbox");
    expect(entry?.change["membershipType"]?.to).toBe("standard");
  });

  test("that an earlier try made is found by its name and not made twice", async () => {
    const first = await places().makeChannel("INC-0007 Mailbox", "Opened by Cordon");
    expect(await places().makeChannel("INC-0007 Mailbox", "Opened by Cordon")).toEqual(first);
    expect(await made()).toHaveLength(1);
  });

  test("is found when it was made and no answer came", async () => {
    const match = { method: "POST", pathPattern: "/teams/*/channels" };
    await tenant.fault({ match, kind: "timeout", made: true, holdMs: 2_000 });
    const found = await places().makeChannel("INC-0007 Mailbox", "Opened by Cordon");
    expect(found.name).toBe("INC-0007 Mailbox");
    expect(await made()).toHaveLength(1);
  });

  test("isn't taken for another of that name that not everybody in the team can read", async () => {
    const graph: Graph = {
      ...tenant.graph,
      list: () =>
        Promise.resolve({
          values: [{ id: "19:x", displayName: "INC-0007", membershipType: "private" }],
          complete: true,
        }),
    };
    await places().makeChannel("INC-0007", "x");
    await expect(places({ graph }).makeChannel("INC-0007", "x")).rejects.toMatchObject({
      code: "NameAlreadyExists",
    });
  });

  test.each([
    ["that somebody else described", "INC-0007 of last year", 0],
    ["that is older than ten minutes", "Opened by Cordon", 11],
  ])("%s isn't taken for our own", async (_, description, minutes) => {
    await places().makeChannel("INC-0007 Mailbox", description);
    tenant.pass(minutes * 60_000);
    const again = places().makeChannel("INC-0007 Mailbox", "Opened by Cordon");
    await expect(again).rejects.toMatchObject({ kind: "refused", code: "NameAlreadyExists" });
    expect(await made()).toHaveLength(1);
  });

  test("that wasn't made is the fault that it was", async () => {
    const match = { method: "POST", pathPattern: "/teams/*/channels" };
    await tenant.fault({ match, kind: "503" });
    await expect(places().makeChannel("INC-0007", "x")).rejects.toMatchObject({
      kind: "unavailable",
      code: "serviceNotAvailable",
    });
    await tenant.fault({ match, kind: "429", retryAfter: 3 });
    await expect(places().makeChannel("INC-0007", "x")).rejects.toMatchObject({
      kind: "throttled",
      retryAfterMs: 3_000,
    });
    expect(await made()).toEqual([]);
  });

  test.each([
    ["INC-0007: Who's <there>? ~#%&*{}+/\\|\",", "INC-0007 Who s there"],
    ["_.INC-0007..", "INC-0007"],
    ["INC-0007 \u202Eevil\u200B", "INC-0007 evil"],
  ])("gets a name that Teams takes for %j", async (wanted, name) => {
    expect(channelNameOf(wanted)).toBe(name);
    expect((await places().makeChannel(wanted, "x")).name).toBe(name);
  });

  test("gets a name of at most 50 characters", async () => {
    const { name } = await places().makeChannel(`INC-0007 ${"long ".repeat(20)}`, "x");
    expect(name.length).toBeLessThanOrEqual(50);
    expect(name).toMatch(/^INC-0007 long/);
  });
});

describe("a group chat", () => {
  const people = playgroundPeople.slice(0, 3).map(({ id }) => objectId.parse(id));

  test("is made with the bot's app in it", async () => {
    const found = await places({ catalogAppId: "app-1" }).makeGroupChat("INC-0007", people);
    expect(found).toEqual({ conversationId: "19:group@thread.v2", name: "INC-0007" });
    const kinds = (await tenant.ledger()).map(({ target }) => target.kind);
    expect(kinds).toEqual(["chat", "installedApp"]);
  });

  test("is refused without an app id, before anything is asked", async () => {
    await expect(places().makeGroupChat("INC-0007", people)).rejects.toMatchObject({
      kind: "refused",
      code: "NotConfigured",
    });
    expect(await tenant.requests()).toEqual([]);
  });
});

describe("a group chat that may be there already", () => {
  const people = playgroundPeople.slice(0, 3).map(({ id }) => objectId.parse(id));
  const install = { method: "POST", pathPattern: "/chats/*/installedApps" };
  const chats = { method: "POST", pathPattern: "/chats" };
  test.each([
    ["the bot couldn't be put into it now", { match: install, kind: "503" }],
    ["Graph was busy when it came to the bot", { match: install, kind: "429", retryAfter: 1 }],
    ["no answer came", { match: chats, kind: "timeout", made: true, holdMs: 2_000 }],
  ])("is refused, so that nobody makes another: %s", async (_, fault) => {
    await tenant.fault(fault);
    const making = places({ catalogAppId: "app-1" }).makeGroupChat("INC-0007", people);
    await expect(making).rejects.toMatchObject({ kind: "refused", code: expect.any(String) });
    expect(await made()).toHaveLength(1);
  });

  test("isn't where Graph said that it made none: then it is tried again", async () => {
    await tenant.fault({ match: chats, kind: "503" });
    const making = places({ catalogAppId: "app-1" }).makeGroupChat("INC-0007", people);
    await expect(making).rejects.toMatchObject({ kind: "unavailable" });
    expect(await made()).toEqual([]);
  });
});

describe("the audience", () => {
  test("of a group chat is who is in it, and nobody else", async () => {
    const [ana, ben] = playgroundPeople;
    const people = [ana.id, ben.id, seedIds.guest].map((id) => objectId.parse(id));
    const chat = await places({ catalogAppId: "app-1" }).makeGroupChat("INC-0007", people);
    const place = { rung: "group chat", conversationId: chat.conversationId } as const;
    expect(await places().audience([subject(seedIds.marta), subject(ana.id)], place)).toEqual({
      place: "the group chat",
      members: 3,
      guests: ["Rui Tavares"],
      outsiders: [],
      subjectsAmong: ["Marta Oliveira"],
    });
    const channel = { rung: "standard channel", conversationId: "19:x" } as const;
    expect(await places().audience([], channel)).toMatchObject({ members: 7 });
  });

  test("counts all pages and names guests", async () => {
    expect(await places().audience([subject(seedIds.marta)])).toEqual({
      place: "IR Response",
      members: 7,
      guests: ["Rui Tavares"],
      outsiders: [],
      subjectsAmong: [],
    });
  });

  test("names the subject among the readers", async () => {
    const ana = subject("00000000-0000-4000-8000-0000000000a1", "Ana Costa");
    expect((await places().audience([ana])).subjectsAmong).toEqual(["Ana Costa"]);
  });

  test("names people of other organisations, and not those of whom nothing is said", async () => {
    const home = tenant.sandbox.tenantId;
    const values = [
      { id: "1", userId: "u1", displayName: "Inside", roles: [], tenantId: home.toUpperCase() },
      { id: "2", userId: "u2", displayName: "Outside", roles: [], tenantId: "another" },
      { id: "3", userId: "u3", email: "who@contoso.example", roles: ["guest"] },
    ];
    const graph = { ...tenant.graph, list: () => Promise.resolve({ values, complete: true }) };
    expect(await places({ graph }).audience([])).toMatchObject({
      outsiders: ["Outside"],
      guests: ["who@contoso.example"],
    });
  });

  test("is the same in whatever order Graph lists it", async () => {
    const values = ["Zoe", "Bea", "Mia"].map((displayName) => ({
      id: displayName,
      userId: displayName,
      displayName,
      roles: ["guest"],
      tenantId: "another",
    }));
    const subjects = ["Zoe", "Bea"].map((name) => ({
      ...subject(seedIds.marta),
      id: objectId.parse(seedIds.marta),
      name,
    }));
    const listed = [...values, { id: "m", userId: seedIds.marta, displayName: "Marta", roles: [] }];
    const graph = {
      ...tenant.graph,
      list: () => Promise.resolve({ values: listed, complete: true }),
    };
    const names = ["Bea", "Mia", "Zoe"];
    expect(await places({ graph }).audience(subjects)).toMatchObject({
      guests: names,
      outsiders: names,
      subjectsAmong: ["Bea", "Zoe"],
    });
  });

  test("that can't be read whole is a fault and not a smaller audience", async () => {
    const graph = { ...tenant.graph, list: () => Promise.resolve({ values: [], complete: false }) };
    await expect(places({ graph }).audience([])).rejects.toMatchObject({ kind: "unavailable" });
  });
});
