/** The hunt for other devices: what counts as the system's own, and what isn't said where nothing was read. */
import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../../src/actions/tenant.ts";
import { deviceHunts } from "../../../src/sandbox/seed/seed-device-hunts.ts";
import { laptop, server } from "../endpoint/device-tenant.ts";
import { type Tenant } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { hour, slowRun } from "./slow-run.ts";

const tenant = tenantForFile();

const hunted = (key: string, set: Readonly<Record<string, unknown>>) =>
  tenant.world("huntingResults", key, set);

/** One more row of the seeded alert, with the hash of Windows' own program. */
const another = async (path: string) =>
  hunted("device-row-100", {
    _table: "AlertEvidence",
    Timestamp: new Date(Date.parse(tenant.context.now()) - hour).toISOString(),
    AlertId: deviceHunts.alert,
    DeviceId: "another",
    FileName: "a.exe",
    FolderPath: path,
    SHA1: deviceHunts.powershell,
    ThreatFamily: "",
  });

describe("the system's own programs", () => {
  test.each([
    "C:\\Windows\\PSEXESVC.exe",
    "C:\\Windows\\Temp\\a.exe",
    "C:\\Windows\\Tasks\\x.exe",
    "C:\\Windows\\System32\\Tasks\\x",
    "C:\\Windows\\System32\\spool\\drivers\\color\\x.exe",
    "C:\\Windows\\SysWOW64\\Temp\\x.exe",
    "C:\\Windows\\System32\\..\\Temp\\x.exe",
  ])("aren't in %s: it is hunted for", async (path) => {
    await hunted("device-row-2", { FolderPath: path });
    const { summary } = await slowRun(tenant, "P3", laptop);
    expect(summary).toContain("looked for 2 files, and for logons");
  });

  test.each([
    "C:\\Windows\\System32",
    "C:\\Windows\\SysWOW64\\cmd.exe",
    "c:\\windows\\winsxs\\amd64_x\\cmd.exe",
    "/usr/bin/bash",
  ])("are in %s: it is left out, and the file says by what name", async (path) => {
    await hunted("device-row-2", { FolderPath: path });
    const { summary, content } = await slowRun(tenant, "P3", laptop);
    expect(summary).toContain("1 program of the system left out");
    expect(content).toMatchObject({
      marks: { leftOut: { system: [{ sha1: deviceHunts.powershell, name: "powershell.exe" }] } },
    });
  });

  test("are so only where every row of the hash lies there", async () => {
    await another("C:\\Windows\\System32\\cmd.exe");
    expect((await slowRun(tenant, "P3", laptop)).summary).toContain("1 program of the system");
    await another("C:\\Users\\Public\\a.exe");
    expect((await slowRun(tenant, "P3", laptop)).summary).toContain("looked for 2 files");
    await another("");
    expect((await slowRun(tenant, "P3", laptop)).summary).toContain("looked for 2 files");
  });
});

describe("what couldn't be read", () => {
  test("isn't said to be no device, nor no file", async () => {
    await tenant.fault({ match: { pathPattern: "/security/*" }, kind: "403", times: 20 });
    const { summary, complete, alarm } = await slowRun(tenant, "P3", laptop);
    expect([complete, alarm]).toEqual([false, undefined]);
    expect(summary).toMatch(/^Other devices couldn't be looked through; /);
    expect(summary).not.toMatch(/\b0 /);
  });

  /** A tenant that refuses questions with these words in them. */
  const refusing = (words: string): Tenant => {
    const { graph } = tenant.context;
    const post: typeof graph.post = (path, body) =>
      JSON.stringify(body).includes(words)
        ? Promise.reject(
            new TenantFault("no", { kind: "refused", code: "Forbidden", requestId: "" }),
          )
        : graph.post(path, body);
    return { ...tenant, context: { ...tenant.context, graph: { ...graph, post } } };
  };

  test("leaves what was found a least number", async () => {
    const { summary } = await slowRun(refusing("RemoteIP in"), "P3", laptop);
    expect(summary).toMatch(/^at least 1 other device with its files or a first logon from it: /);
  });

  test("leaves no number where nothing was found in the rest", async () => {
    const found = await slowRun(refusing("RemoteIP in"), "P3", laptop, {
      subjects: [laptop, server],
    });
    expect(found.summary).toMatch(
      /^no other device with its files or a first logon from it was seen in what could be read; /,
    );
    expect(found.alarm).toBeUndefined();
  });

  test("says that its files aren't known where its alerts weren't read", async () => {
    const { summary } = await slowRun(refusing("AlertEvidence"), "P3", laptop);
    expect(summary).toContain("its files aren't known, and looked for logons from 3 names");
    expect(summary).not.toContain("0 files");
  });
});
