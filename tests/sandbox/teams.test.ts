import { describe, expect, test } from "@jest/globals";
import { playgroundPeople, seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { allPages, codeOf, ids, ledgerOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

describe("the incident team", () => {
  const rig = rigForFile({ generalChannelId: "19:general@thread.tacv2" });
  const team = `/teams/${ids.teamId}`;

  test("the six people and one guest are members, page by page; Marta isn't", async () => {
    const pages = await allPages(rig, `${team}/members`);
    expect(pages.map((page) => page.length)).toEqual([4, 3]);
    const members = pages.flat();
    expect(members.map(({ userId }) => userId)).toEqual([
      ...playgroundPeople.map(({ id }) => id),
      seedIds.guest,
    ]);
    expect(members.filter(({ roles }) => JSON.stringify(roles) === '["guest"]')).toHaveLength(1);
    expect(members[0]).toMatchObject({
      "@odata.type": "#microsoft.graph.aadUserConversationMember",
      displayName: "Ana Costa",
      email: "ana.costa@contoso.example",
      tenantId: rig.sandbox.tenantId,
    });
  });

  test("the team and its General channel can be read; another team can't", async () => {
    expect((await rig.graph("GET", team)).body).toMatchObject({ id: ids.teamId });
    const general = await rig.graph("GET", `${team}/primaryChannel`);
    expect(general.body).toMatchObject({ id: "19:general@thread.tacv2", displayName: "General" });
    expect((await rig.graph("GET", `/teams/${seedIds.marta}`)).status).toBe(404);
  });

  test("each channel is its own record though all share the emulator's spare id", async () => {
    for (const displayName of ["inc-0001", "inc-0002"]) {
      const made = await rig.graph("POST", `${team}/channels`, { displayName });
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ id: ids.spareChannelId, displayName });
    }
    const channels = valueOf(await rig.graph("GET", `${team}/channels`));
    expect(channels.map(({ displayName }) => displayName)).toEqual([
      "General",
      "inc-0001",
      "inc-0002",
    ]);
    const filter = encodeURIComponent("displayName eq 'inc-0001'");
    expect(valueOf(await rig.graph("GET", `${team}/channels?$filter=${filter}`))).toHaveLength(1);
    const one = await rig.graph(
      "GET",
      `${team}/channels/${encodeURIComponent(ids.spareChannelId)}`,
    );
    expect(one.body).toMatchObject({ displayName: "inc-0002" });
    expect((await ledgerOf(rig)).map(({ target }) => target.id)).toEqual([
      "channel-1",
      "channel-2",
    ]);
  });

  test("taken, long and forbidden names are refused", async () => {
    const post = (displayName: string) => rig.graph("POST", `${team}/channels`, { displayName });
    await post("inc-0001");
    const taken = await post("INC-0001");
    expect([taken.status, codeOf(taken)]).toEqual([400, "NameAlreadyExists"]);
    for (const name of ["x".repeat(51), "inc #7", "a/b", "", "what?"]) {
      expect((await post(name)).status).toBe(400);
    }
    expect((await post("x".repeat(50))).status).toBe(201);
    expect(await ledgerOf(rig)).toHaveLength(2);
  });

  test("a group chat is made and the bot is installed in it", async () => {
    const member = (id: string) => ({
      "@odata.type": "#microsoft.graph.aadUserConversationMember",
      roles: ["owner"],
      "user@odata.bind": `${rig.sandbox.url}/v1.0/users('${id}')`,
    });
    const chat = (people: readonly string[]) => ({
      chatType: "group",
      topic: "INC-0001",
      members: people.map(member),
    });
    const [ana, jon] = playgroundPeople;
    const made = await rig.graph("POST", "/chats", chat([ana.id, jon.id]));
    expect([made.status, made.body["id"]]).toEqual([201, ids.groupChatId]);
    const stranger = "00000000-0000-4000-8000-00000000dead";
    expect((await rig.graph("POST", "/chats", chat([ana.id, stranger]))).status).toBe(404);
    expect((await rig.graph("POST", "/chats", chat([]))).status).toBe(400);
    const apps = `/chats/${encodeURIComponent(ids.groupChatId)}/installedApps`;
    const app = {
      "teamsApp@odata.bind": `${rig.sandbox.url}/v1.0/appCatalogs/teamsApps/${seedIds.client}`,
    };
    const statuses = [];
    for (const body of [app, app, {}]) statuses.push((await rig.graph("POST", apps, body)).status);
    expect(statuses).toEqual([201, 409, 400]);
    expect(await ledgerOf(rig)).toHaveLength(2);
    await rig.graph("POST", "/chats", chat([ana.id, jon.id]));
    expect((await rig.graph("POST", apps, app)).status).toBe(201);
  });
});
