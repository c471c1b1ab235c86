/** Advanced hunting about devices: the tables of Defender for Endpoint, and rows added up. */
import { describe, expect, test } from "@jest/globals";
import { machineIds } from "../../src/sandbox/seed/seed-defender.ts";
import { deviceHunts } from "../../src/sandbox/seed/seed-device-hunts.ts";
import { grantId, resources } from "../../src/sandbox/seed/seed-permissions.ts";
import { codeOf, start, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const daysAgo = (days: number): string =>
  new Date(start.getTime() - days * 86_400_000).toISOString();

const rig = rigForFile();

const hunt = (...clauses: readonly string[]) =>
  rig.graph("POST", "/security/runHuntingQuery", { Query: clauses.join(" | ") });

const onLaptop = `where DeviceId == "${machineIds.laptop}"`;
const notOnLaptop = `where DeviceId != "${machineIds.laptop}"`;

describe("hunting about devices", () => {
  test("adds equal rows up: their number, the first, the last, and what the first one had", async () => {
    const sums = "Count = count(), FirstSeen = min(Timestamp), LastSeen = max(Timestamp)";
    const logons = await hunt(
      "DeviceLogonEvents",
      onLaptop,
      `summarize ${sums} by AccountName, LogonType`,
    );
    expect(logons.body["results"]).toEqual([
      {
        AccountName: "marta.oliveira",
        LogonType: "Interactive",
        Count: 3,
        FirstSeen: "2026-02-25T09:00:00Z",
        LastSeen: "2026-03-02T07:30:00Z",
      },
    ]);
    const first = "arg_min(Timestamp, ProcessCommandLine)";
    const processes = await hunt("DeviceProcessEvents", onLaptop, `summarize ${first} by SHA1`);
    expect(processes.body).toMatchObject({
      results: [
        { SHA1: deviceHunts.malware, ProcessCommandLine: "payslip.exe" },
        { SHA1: deviceHunts.powershell },
      ],
    });
  });

  test("compares with and without regard to case, by what isn't, and until a time", async () => {
    const elsewhere = [notOnLaptop, 'where RemoteDeviceName in~ ("contoso-lt-0417")'];
    const results = async (...clauses: readonly string[]) =>
      (await hunt("DeviceLogonEvents", ...clauses)).body["results"];
    expect(await results(...elsewhere)).toHaveLength(3);
    expect(await results('where RemoteDeviceName in ("contoso-lt-0417")')).toHaveLength(0);
    expect(await results(...elsewhere, 'where LogonType !in ("Network")')).toHaveLength(1);
    const until = `where Timestamp <= datetime(${daysAgo(10)})`;
    expect(await results(...elsewhere, until)).toHaveLength(1);
  });

  test("refuses a sum that it doesn't know", async () => {
    for (const clause of ["summarize dcount(SHA1) by DeviceId", "summarize Count = count()"]) {
      expect((await hunt("DeviceFileEvents", clause)).status).toBe(400);
    }
  });

  test("has no such table without Defender for Endpoint, and alerts all the same", async () => {
    const [sku] = valueOf(await rig.graph("GET", "/subscribedSkus"));
    const row = { table: "subscribedSkus", key: textOf(sku, "id"), set: { servicePlans: [] } };
    await rig.control("POST", "/world", row);
    expect((await hunt("DeviceFileEvents", "take 1")).status).toBe(400);
    expect((await hunt("AlertEvidence", "take 1")).body["results"]).toHaveLength(1);
  });

  test("needs the permission", async () => {
    const key = grantId("ThreatHunting.Read.All", resources.graph);
    await rig.control("POST", "/world", { table: "appRoleAssignments", key, set: null });
    const refused = await hunt("DeviceFileEvents", "take 1");
    expect([refused.status, codeOf(refused)]).toEqual([403, "Authorization_RequestDenied"]);
  });
});
