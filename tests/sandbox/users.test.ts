import { describe, expect, test } from "@jest/globals";
import { playgroundPeople, seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { allPages, codeOf, ledgerOf, start, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

describe("people and their sessions", () => {
  const rig = rigForFile();
  const marta = `/users/${seedIds.marta}`;

  test("everybody is listed, page by page, once", async () => {
    const pages = await allPages(rig, "/users?$select=id");
    expect(pages.length).toBeGreaterThan(1);
    const found = pages.flat().map((user) => user["id"]);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(playgroundPeople.map(({ id }) => id)));
  });

  test("a user is found by id, by name in the path, by filter and by search", async () => {
    const selected = await rig.graph("GET", `${marta}?$select=id,accountEnabled,userType`);
    expect(selected.body).toMatchObject({ accountEnabled: true, userType: "Member" });
    expect(selected.body).not.toHaveProperty("displayName");
    const byName = await rig.graph("GET", "/users/marta.oliveira@contoso.example");
    expect(byName.body).toMatchObject({ id: seedIds.marta });
    expect(byName.body).not.toHaveProperty("accountEnabled");
    const filter = encodeURIComponent("startswith(displayName,'Jonas') or mail eq 'x@y.example'");
    expect(valueOf(await rig.graph("GET", `/users?$filter=${filter}`))).toHaveLength(2);
    const search = `/users?$search=${encodeURIComponent('"displayName:berg"')}`;
    expect(codeOf(await rig.graph("GET", search))).toBe("Request_UnsupportedQuery");
    const eventual = { ConsistencyLevel: "eventual" };
    expect(valueOf(await rig.graph("GET", search, undefined, eventual))).toHaveLength(2);
  });

  test("a guest's name needs its # escaped", async () => {
    const upn = encodeURIComponent("rui.tavares_partner.example#EXT#@contoso.example");
    expect((await rig.graph("GET", `/users/${upn}`)).body).toMatchObject({ id: seedIds.guest });
  });

  test("strangers, unknown members, filters and paths are refused in Graph's words", async () => {
    const stranger = await rig.graph("GET", "/users/00000000-0000-4000-8000-00000000dead");
    expect([stranger.status, codeOf(stranger)]).toEqual([404, "Request_ResourceNotFound"]);
    expect(stranger.headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(stranger.body["error"]).toMatchObject({
      innerError: { "request-id": stranger.headers.get("request-id") },
    });
    expect((await rig.graph("GET", `${marta}?$select=acountEnabled`)).status).toBe(400);
    expect((await rig.graph("GET", "/users?$filter=contains(mail,'x')")).status).toBe(400);
    const nowhere = await rig.graph("GET", `${marta}/resetEverything`);
    expect([nowhere.status, codeOf(nowhere)]).toEqual([400, "BadRequest"]);
    expect((await rig.graph("POST", marta)).status).toBe(405);
  });

  test("disabling an account changes one member of one user, once", async () => {
    for (const expected of [1, 1]) {
      const id = { "client-request-id": "11111111-2222-4333-8444-555555555555" };
      const answer = await rig.graph("PATCH", marta, { accountEnabled: false }, id);
      expect(answer.status).toBe(204);
      expect(await ledgerOf(rig)).toHaveLength(expected);
    }
    expect(await ledgerOf(rig)).toEqual([
      {
        seq: 1,
        at: start.toISOString(),
        clientRequestId: "11111111-2222-4333-8444-555555555555",
        method: "PATCH",
        path: `/v1.0${marta}`,
        target: { kind: "user", id: seedIds.marta },
        change: { accountEnabled: { from: true, to: false } },
      },
    ]);
  });

  test("revoking sessions sets the instant, in whole seconds, but not for guests", async () => {
    const answer = await rig.graph("POST", `${marta}/revokeSignInSessions`);
    expect(answer.body).toMatchObject({ value: true });
    const read = await rig.graph("GET", `${marta}?$select=signInSessionsValidFromDateTime`);
    expect(read.body).toMatchObject({ signInSessionsValidFromDateTime: "2026-03-02T09:00:00Z" });
    expect((await rig.graph("POST", `/users/${seedIds.guest}/revokeSignInSessions`)).status).toBe(
      200,
    );
    expect(await ledgerOf(rig)).toHaveLength(1);
  });

  test("a new password leaves its instant in the ledger, never itself", async () => {
    const password = "Correct-Horse-9";
    const body = { passwordProfile: { password, forceChangePasswordNextSignIn: true } };
    expect((await rig.graph("PATCH", marta, body)).status).toBe(204);
    const [entry] = await ledgerOf(rig);
    expect(entry?.change).toMatchObject({
      passwordProfile: { from: "(set)", to: "(set)" },
      lastPasswordChangeDateTime: { to: "2026-03-02T09:00:00Z" },
    });
    for (const path of ["/ledger", "/requests", "/state"]) {
      expect(JSON.stringify(await rig.control("GET", path))).not.toContain(password);
    }
  });

  test("bad bodies change nothing", async () => {
    const weak = { passwordProfile: { password: "short" } };
    for (const body of [{}, { accountEnabled: "no" }, { isAdmin: true }, weak, [1]]) {
      expect((await rig.graph("PATCH", marta, body)).status).toBe(400);
    }
    const synced = `/users/${seedIds.synced}`;
    const strong = { passwordProfile: { password: "Correct-Horse-9" } };
    expect((await rig.graph("PATCH", synced, strong)).status).toBe(400);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("sign-in methods are listed by type and the default one goes last", async () => {
    const methods = `${marta}/authentication`;
    expect(valueOf(await rig.graph("GET", `${methods}/methods`))).toHaveLength(5);
    const typed = ["phone", "fido2", "softwareOath", "microsoftAuthenticator"];
    const list = async (type: string) =>
      valueOf(await rig.graph("GET", `${methods}/${type}Methods`)).map((row) => textOf(row, "id"));
    const [app = ""] = await list("microsoftAuthenticator");
    const first = await rig.graph("DELETE", `${methods}/microsoftAuthenticatorMethods/${app}`);
    expect(first.status).toBe(400);
    for (const type of typed) {
      const [id = ""] = await list(type);
      expect((await rig.graph("DELETE", `${methods}/${type}Methods/${id}`)).status).toBe(204);
    }
    expect(valueOf(await rig.graph("GET", `${methods}/methods`))).toHaveLength(1);
    const phone = { phoneNumber: "+351 912345678", phoneType: "mobile" };
    expect((await rig.graph("POST", `${methods}/phoneMethods`, phone)).status).toBe(201);
    expect(valueOf(await rig.graph("GET", `${methods}/emailMethods`))).toEqual([]);
  });

  test("roles are shown active and eligible, directly and through groups", async () => {
    const olga = seedIds.globalAdmin;
    const filter = `$filter=${encodeURIComponent(`principalId eq '${olga}'`)}`;
    const roles = "/roleManagement/directory";
    const active = await rig.graph(
      "GET",
      `${roles}/roleAssignments?${filter}&$expand=roleDefinition`,
    );
    expect(valueOf(active)).toMatchObject([
      { roleDefinition: { displayName: "Global Administrator" } },
    ]);
    for (const kind of ["roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances"]) {
      expect(valueOf(await rig.graph("GET", `${roles}/${kind}?${filter}`))).toHaveLength(1);
    }
    const direct = valueOf(await rig.graph("GET", `${marta}/memberOf`));
    const all = valueOf(await rig.graph("GET", `${marta}/transitiveMemberOf`));
    expect([direct.length, all.length]).toEqual([2, 3]);
    const cast = `/users/${olga}/transitiveMemberOf/microsoft.graph.directoryRole`;
    expect(valueOf(await rig.graph("GET", cast))).toMatchObject([
      { roleTemplateId: "62e90394-69f5-4237-9190-012177145e10" },
    ]);
  });
});
