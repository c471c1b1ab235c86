/** Devices: their logs, and where the attacker went from them. */
import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { deviceHunts } from "../../../src/sandbox/seed/seed-device-hunts.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { laptop, offline, server } from "../endpoint/device-tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { hour, slowRun } from "./slow-run.ts";

const tenant = tenantForFile();

const ago = (ms: number): string => new Date(Date.parse(tenant.context.now()) - ms).toISOString();

const queriesOf = async (found: Promise<{ readonly asked?: readonly string[] }>) =>
  (await found).asked ?? [];

const hunted = (key: string, set: Readonly<Record<string, unknown>>) =>
  tenant.world("huntingResults", key, set);

describe("the logs of a device", () => {
  test("say who signed in, and hold alerts, connections, files and programs", async () => {
    const found = await slowRun(tenant, "E4", laptop);
    expect(found.summary).toBe(
      "1 alert; 1 account signed in: contoso\\marta.oliveira; 1 connection summary; 1 file; 2 programs.",
    );
    expect(found).toMatchObject({
      complete: true,
      content: {
        kind: "E4",
        machine: machineIds.laptop,
        parts: {
          logons: { values: [{ Count: 3, LogonType: "Interactive" }] },
          network: { values: [{ Count: 3, RemoteIP: "203.0.113.81", RemotePort: 443 }] },
          files: { values: [{ SHA1: deviceHunts.malware }] },
        },
      },
    });
    expect(canonicalJson(found.content)).toContain("powershell.exe -w hidden");
    expect(canonicalJson(found.content)).not.toContain(machineIds.server);
  });

  test("are asked twice for this machine only, and for no more than 20,000 rows", async () => {
    const asked = await queriesOf(slowRun(tenant, "E4", laptop));
    expect(asked).toHaveLength(5);
    for (const line of asked) {
      expect(line).toContain(`where DeviceId == "${machineIds.laptop}"`);
      expect(line).toMatch(/\| take 20000$/);
    }
    const sent = (await tenant.requests()).filter(({ path }) => path.endsWith("runHuntingQuery"));
    expect(sent).toHaveLength(10);
  });

  test("aren't complete, and don't say none, where hunting is refused or not licensed", async () => {
    await tenant.fault({ match: { pathPattern: "/security/*" }, kind: "403", times: 20 });
    const refused = await slowRun(tenant, "E4", laptop);
    expect(refused.complete).toBe(false);
    expect(refused.summary).toBe(
      "No log could be read. Not evaluable: alerts, logons, network, files, processes (Authorization_RequestDenied).",
    );
  });

  test("without Defender for Endpoint its tables aren't there", async () => {
    const { values } = await tenant.graph.list("/v1.0/subscribedSkus");
    const [key] = z
      .array(z.object({ id: z.string() }))
      .parse(values)
      .map(({ id }) => id);
    if (key === undefined) throw new Error("no licence");
    await tenant.world("subscribedSkus", key, { servicePlans: [] });
    const { summary, complete } = await slowRun(tenant, "E4", laptop);
    expect(complete).toBe(false);
    expect(summary).toBe("1 alert. Not evaluable: logons, network, files, processes (BadRequest).");
  });

  test("count a file once, however many rows it has", async () => {
    const row = { _table: "DeviceFileEvents", DeviceId: machineIds.laptop, SHA1: "b".repeat(40) };
    const path = "C:\\Users\\marta.oliveira\\notes.log";
    for (const [index, by] of ["notepad.exe", "code.exe"].entries()) {
      await hunted(`device-row-${String(100 + index)}`, {
        ...row,
        Timestamp: ago(hour),
        ActionType: "FileCreated",
        FileName: "notes.log",
        FolderPath: path,
        InitiatingProcessFileName: by,
      });
    }
    const { summary } = await slowRun(tenant, "E4", laptop);
    expect(summary).toContain("; 2 files; 2 programs.");
  });

  test("count what has another shape", async () => {
    await hunted("device-row-1", { Title: 7 });
    const odd = await slowRun(tenant, "E4", laptop);
    expect(odd.summary).toContain("Not evaluable: 1 row of alerts (UnreadableAnswer).");
    expect(odd.complete).toBe(false);
  });

  test("of a device that Defender doesn't know aren't evaluable", async () => {
    await tenant.world("machines", machineIds.laptop, null);
    for (const kind of ["E4", "P3", "R6"] as const) {
      const found = await slowRun(tenant, kind, laptop);
      expect(found.complete).toBe(false);
      expect(found.summary).toContain("Not evaluable: machine (NoMachine).");
      expect(found.alarm).toBeUndefined();
    }
  });

  test("wait where Defender is busy", async () => {
    const match = { pathPattern: "/api/machines" };
    await tenant.fault({ match, kind: "429", retryAfter: 90 });
    await expect(slowRun(tenant, "E4", laptop)).rejects.toMatchObject({ kind: "throttled" });
  });
});

describe("the spread of a device", () => {
  test("names the server that has its file and a first logon, and leaves Windows' own out", async () => {
    const found = await slowRun(tenant, "P3", laptop);
    expect(found.alarm).toBe(
      "1 other device with its files or a first logon from it: contoso-fs-01.contoso.example",
    );
    expect(found.summary).toBe(
      "1 other device with its files or a first logon from it: contoso-fs-01.contoso.example; looked for 1 file, 1 program of the system left out, and for logons from 3 names and addresses.",
    );
    expect(found).toMatchObject({
      complete: true,
      content: {
        marks: { files: [{ sha1: deviceHunts.malware, name: "payslip.exe" }] },
        hits: [
          { id: machineIds.server, why: "same file payslip.exe" },
          { why: "first RemoteInteractive logon as contoso\\marta.oliveira from it" },
        ],
      },
    });
  });

  test("takes a logon that comes again and again for the person's own", async () => {
    const { content } = await slowRun(tenant, "P3", laptop);
    expect(canonicalJson(content)).not.toContain("first Network logon");
  });

  test("names a try without calling it an entry", async () => {
    await hunted("device-row-100", {
      _table: "DeviceLogonEvents",
      Timestamp: ago(hour),
      DeviceId: machineIds.offline,
      DeviceName: "contoso-lt-0388.contoso.example",
      ActionType: "LogonFailed",
      LogonType: "Network",
      AccountDomain: "contoso",
      AccountName: "dana.fox",
      RemoteDeviceName: "contoso-lt-0417",
      RemoteIP: "10.20.4.17",
    });
    const { summary, alarm } = await slowRun(tenant, "P3", laptop, { subjects: [laptop, server] });
    expect(summary).toContain("tried without getting in: contoso-lt-0388.contoso.example");
    expect(alarm).toBeUndefined();
  });

  test("looks for a program of the system where Defender calls it malware", async () => {
    await hunted("device-row-2", { ThreatFamily: "Powessere" });
    const { summary } = await slowRun(tenant, "P3", laptop);
    expect(summary).toContain("looked for 2 files, and for logons");
  });

  test("puts no text into a question: names, hashes and ids must have their form", async () => {
    await tenant.world("machines", machineIds.laptop, {
      computerDnsName: 'x") or ("a" == "a',
      lastIpAddress: '10.0.0.1") | union *',
    });
    await hunted("device-row-1", { SHA1: '" | union *', AlertId: '") | union *' });
    const asked = await queriesOf(slowRun(tenant, "P3", laptop));
    expect(asked.length).toBeGreaterThan(0);
    for (const line of asked) expect(line).not.toMatch(/union|or \(/);
  });

  test("knows the other devices of the incident, and needs no alert for the logons", async () => {
    await hunted("device-row-1", { DeviceId: machineIds.offline });
    await hunted("device-row-2", { DeviceId: machineIds.offline });
    const { summary, asked } = await slowRun(tenant, "P3", laptop, {
      subjects: [laptop, server, offline],
    });
    expect(summary).toMatch(/^0 other devices .*; looked for 0 files, and for logons from 3 /);
    expect(asked).toHaveLength(3);
  });

  test("changes nothing, as the logs don't", async () => {
    for (const kind of ["E4", "P3"] as const) await slowRun(tenant, kind, laptop);
    expect(await tenant.ledger()).toEqual([]);
  });
});
