import { describe, expect, test } from "@jest/globals";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { ledgerOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

describe("scripted faults", () => {
  const rig = rigForFile();
  const marta = `/users/${seedIds.marta}`;
  const match = { method: "PATCH", pathPattern: "/users/*" };
  const off = { accountEnabled: false };
  const script = (fault: object) => rig.control("POST", "/faults", fault);
  const disable = () => rig.graph("PATCH", marta, off);

  test("429 comes as often as scripted, with Retry-After only when asked for", async () => {
    await script({ match, kind: "429", times: 2 });
    await script({ match, kind: "429", retryAfter: 7 });
    const seen = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const answer = await disable();
      seen.push([answer.status, answer.headers.get("retry-after")]);
    }
    expect(seen).toEqual([
      [429, null],
      [429, null],
      [429, "7"],
      [204, null],
    ]);
  });

  test.each([503, 500, 403, 404])("%i leaves the tenant as it was", async (status) => {
    await script({ match, kind: String(status) });
    expect((await disable()).status).toBe(status);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("a refusal may come although the change was made", async () => {
    await script({ match, kind: "503", made: true });
    expect((await disable()).status).toBe(503);
    expect(await ledgerOf(rig)).toHaveLength(1);
  });

  test.each([true, false])("a timeout tears the socket down; change made: %s", async (made) => {
    await script({ match, kind: "timeout", made, holdMs: 30 });
    await expect(disable()).rejects.toThrow("fetch failed");
    expect(await ledgerOf(rig)).toHaveLength(made ? 1 : 0);
    expect(await rig.control("GET", "/requests")).toMatchObject([{ method: "PATCH", status: 0 }]);
  });

  test("a stale read shows the value before that row's last change", async () => {
    await disable();
    await rig.graph("PATCH", `/users/${seedIds.jonasSales}`, off);
    await script({ match: { method: "GET", pathPattern: `/v1.0${marta}` }, kind: "stale-read" });
    const read = () => rig.graph("GET", `${marta}?$select=accountEnabled`);
    expect((await read()).body).toMatchObject({ accountEnabled: true });
    expect((await read()).body).toMatchObject({ accountEnabled: false });
  });

  test("one cmdlet can be hit alone, and the token endpoint too", async () => {
    await script({
      match: { pathPattern: "**/InvokeCommand", cmdlet: "Set-Mailbox" },
      kind: "500",
    });
    const Identity = seedIds.marta;
    expect((await rig.exchange("Get-Mailbox", { Identity })).status).toBe(200);
    expect((await rig.exchange("Set-Mailbox", { Identity })).status).toBe(500);
    await script({ match: { pathPattern: "/*/oauth2/v2.0/token" }, kind: "503" });
    expect((await rig.token()).status).toBe(503);
    expect((await rig.token()).status).toBe(200);
  });

  test("a script that can't be read is refused, and one can be withdrawn", async () => {
    const refused = await rig.raw("/_sandbox/faults", { method: "POST", body: '{"kind":"418"}' });
    expect(refused.status).toBe(400);
    await script({ match, kind: "503", times: 9 });
    await rig.control("DELETE", "/faults");
    expect((await disable()).status).toBe(204);
  });
});
