import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { machineIds } from "../../src/sandbox/seed/seed-defender.ts";
import { type Answer, codeOf, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const record = z.record(z.string(), z.json());
const laptop = `/api/machines/${machineIds.laptop}`;

describe("Defender for Endpoint", () => {
  const rig = rigForFile();
  let token = "";
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await rig.raw(path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const source = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: source === "" ? {} : record.parse(JSON.parse(source)),
    };
  };
  beforeAll(async () => {
    const scope = "https://api.securitycenter.microsoft.com/.default";
    token = textOf((await rig.token(scope)).body, "access_token");
  });

  const isolate = { Comment: "INC-0001", IsolationType: "Full" };

  test("takes no token of Graph", async () => {
    const graph = textOf((await rig.token()).body, "access_token");
    const response = await rig.raw(laptop, { headers: { authorization: `Bearer ${graph}` } });
    expect(response.status).toBe(401);
  });

  test("finds a machine by its device id, which stands without quotes", async () => {
    const path = (value: string): string =>
      `/api/machines?$filter=${encodeURIComponent(`aadDeviceId eq ${value}`)}`;
    const found = valueOf(await ask("GET", path(machineIds.laptopDeviceId)));
    expect(found.map((row) => textOf(row, "id"))).toEqual([machineIds.laptop]);
    expect(JSON.stringify(found)).not.toContain("_online");
    const quoted = await ask("GET", path(`'${machineIds.laptopDeviceId}'`));
    expect([quoted.status, codeOf(quoted)]).toEqual([400, "ODataError"]);
    expect(valueOf(await ask("GET", path("dddddddd-0000-4000-8000-000000000000")))).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["without a comment", { IsolationType: "Full" }, "MissingRequiredParameter"],
    [
      "with names in the wrong case",
      { comment: "x", isolationType: "Full" },
      "MissingRequiredParameter",
    ],
    ["with an empty comment", { ...isolate, Comment: "" }, "InvalidRequestBody"],
    ["of a type that isn't", { ...isolate, IsolationType: "full" }, "InvalidRequestBody"],
    ["with more than is known", { ...isolate, Force: true }, "InvalidRequestBody"],
  ])("refuses an isolation %s", async (_what, body, code) => {
    const answer = await ask("POST", `${laptop}/isolate`, body);
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
    expect(await rig.control("GET", "/ledger")).toEqual([]);
  });

  test("refuses a second isolation while the first is open, and what it can't isolate", async () => {
    expect((await ask("POST", `${laptop}/isolate`, isolate)).status).toBe(201);
    const again = await ask("POST", `${laptop}/isolate`, isolate);
    expect([again.status, codeOf(again)]).toEqual([400, "ActiveRequestAlreadyExists"]);
    rig.pass(3_000);
    expect((await ask("POST", `${laptop}/isolate`, isolate)).status).toBe(201);
    const set = { osPlatform: "Android" };
    await rig.control("POST", "/world", { table: "machines", key: machineIds.laptop, set });
    const phone = await ask("POST", `${laptop}/unisolate`, { Comment: "x" });
    expect(codeOf(phone)).toBe("OsPlatformNotSupported");
    const nobody = await ask("POST", "/api/machines/none/isolate", isolate);
    expect([nobody.status, codeOf(nobody)]).toEqual([404, "ResourceNotFound"]);
  });

  test("works through an action by its clock, unless the device is offline", async () => {
    const on = textOf((await ask("POST", `${laptop}/isolate`, isolate)).body, "id");
    const path = `/api/machines/${machineIds.offline}/isolate`;
    const off = textOf((await ask("POST", path, isolate)).body, "id");
    const statuses = async (): Promise<readonly string[]> => {
      const answers = [await ask("GET", `/api/machineactions/${on}`)];
      answers.push(await ask("GET", `/api/machineactions/${off}`));
      return answers.map(({ body }) => textOf(body, "status"));
    };
    expect(await statuses()).toEqual(["Pending", "Pending"]);
    rig.pass(1_200);
    expect(await statuses()).toEqual(["InProgress", "Pending"]);
    rig.pass(1_200);
    expect(await statuses()).toEqual(["Succeeded", "Pending"]);
    const filter = encodeURIComponent(`machineId eq '${machineIds.offline}'`);
    expect(valueOf(await ask("GET", `/api/machineactions?$filter=${filter}`))).toHaveLength(1);
    const cancelled = await ask("POST", `/api/machineactions/${off}/cancel`, { Comment: "x" });
    expect(textOf(cancelled.body, "status")).toBe("Cancelled");
    const late = await ask("POST", `/api/machineactions/${on}/cancel`, { Comment: "x" });
    expect([late.status, codeOf(late)]).toEqual([400, "InvalidInput"]);
  });

  test("gives a package's address when there is one, and never writes it down", async () => {
    const path = `${laptop}/collectInvestigationPackage`;
    const id = textOf((await ask("POST", path, { Comment: "x" })).body, "id");
    const uri = `/api/machineactions/${id}/getPackageUri`;
    expect((await ask("GET", uri)).status).toBe(404);
    rig.pass(3_000);
    const address = textOf((await ask("GET", uri)).body, "value");
    expect(address).toMatch(/^https:\/\/packages\.example\/.+sig=/);
    for (const table of ["/ledger", "/state", "/requests"]) {
      expect(JSON.stringify(await rig.control("GET", table))).not.toContain(address);
    }
  });

  const indicator = {
    indicatorValue: "evil.example",
    indicatorType: "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  };

  test.each<[string, unknown, string]>([
    ["without a title", { ...indicator, title: undefined }, "MissingRequiredParameter"],
    ["of an unknown action", { ...indicator, action: "Kill" }, "InvalidRequestBody"],
    ["with a bad hash", { ...indicator, indicatorType: "FileSha1" }, "InvalidHashValue"],
    ["with a bad address", { ...indicator, indicatorType: "IpAddress" }, "InvalidIpAddress"],
  ])("refuses an indicator %s", async (_what, body, code) => {
    const answer = await ask("POST", "/api/indicators", body);
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
  });

  test("updates the indicator of a value, forgets it at its end, deletes it once", async () => {
    const soon = new Date(Date.parse("2026-03-02T10:00:00Z")).toISOString();
    const first = await ask("POST", "/api/indicators", indicator);
    const second = await ask("POST", "/api/indicators", { ...indicator, title: "other" });
    expect(textOf(second.body, "id")).toBe(textOf(first.body, "id"));
    const one = `/api/indicators/${textOf(first.body, "id")}`;
    expect((await ask("DELETE", one)).status).toBe(204);
    expect((await ask("DELETE", one)).status).toBe(404);
    await ask("POST", "/api/indicators", { ...indicator, expirationTime: soon });
    const filter = encodeURIComponent("indicatorValue eq 'evil.example'");
    const list = async () => valueOf(await ask("GET", `/api/indicators?$filter=${filter}`));
    expect(await list()).toHaveLength(1);
    await rig.control("POST", "/world", {
      table: "indicators",
      key: textOf((await list())[0], "id"),
      set: { expirationTime: "2026-03-02T08:00:00.000Z" },
    });
    expect(await list()).toEqual([]);
  });
});
