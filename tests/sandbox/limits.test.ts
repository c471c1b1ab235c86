import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { makeLimits } from "../../src/sandbox/limits.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { codeOf, ledgerOf, openRig, type Rig } from "./client.ts";
import { rigForFile } from "./rig.ts";

const items = z.array(
  z.object({ id: z.string(), status: z.number(), headers: z.record(z.string(), z.string()) }),
);

describe("the tenant with Microsoft's limits", () => {
  const rig = rigForFile({ limits: true });

  test("identity protection takes one request in a second and doesn't say when to come back", async () => {
    const risky = (): ReturnType<Rig["graph"]> =>
      rig.graph("GET", "/identityProtection/riskyUsers");
    expect((await risky()).status).toBe(200);
    const over = await risky();
    expect([over.status, codeOf(over)]).toEqual([429, "TooManyRequests"]);
    expect(over.headers.get("retry-after")).toBeNull();
  });

  test("reports take five in ten seconds and say when to come back", async () => {
    for (let sent = 0; sent < 5; sent += 1) {
      expect((await rig.graph("GET", "/auditLogs/directoryAudits")).status).toBe(200);
    }
    const over = await rig.graph("GET", "/auditLogs/directoryAudits");
    expect(over.status).toBe(429);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  });

  test("items of a batch are metered one by one, and nothing is changed by those that are refused", async () => {
    const risky = { method: "GET", url: "/identityProtection/riskyUsers" };
    const requests = [
      { id: "1", ...risky },
      { id: "2", ...risky },
      { id: "3", method: "GET", url: `/users/${seedIds.marta}` },
    ];
    const answer = await rig.graph("POST", "/$batch", { requests });
    const found = new Map(
      items.parse(answer.body["responses"]).map((item) => [item.id, item] as const),
    );
    expect(["1", "2", "3"].map((id) => found.get(id)?.status)).toEqual([200, 429, 200]);
    expect(found.get("3")?.headers["x-ms-resource-unit"]).toBe("1");
  });

  test("a mailbox takes four requests at a time", async () => {
    const slow = await openRig({ limits: true, latencyMs: { min: 200, max: 200 } });
    try {
      const path = `/users/${seedIds.marta}/mailFolders/inbox/messageRules`;
      const answers = await Promise.all(Array.from({ length: 6 }, () => slow.graph("GET", path)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
      expect((await slow.graph("GET", path)).status).toBe(200);
    } finally {
      await slow.close();
    }
  });

  test("3,000 writes at once and no more: who is refused has changed nothing", async () => {
    await rig.control("POST", "/crowd", { count: 3_100 });
    const id = (index: number): string =>
      `70000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const all: z.infer<typeof items>[number][] = [];
    for (let first = 1; first <= 3_100 && !all.some(({ status }) => status === 429); first += 20) {
      const requests = Array.from({ length: 20 }, (_, at) => ({
        id: String(at),
        method: "PATCH",
        url: `/users/${id(first + at)}`,
        headers: { "Content-Type": "application/json" },
        body: { accountEnabled: false },
      }));
      const answer = await rig.graph("POST", "/$batch", { requests });
      all.push(...items.parse(answer.body["responses"]));
    }
    expect(all.find(({ status }) => status === 429)?.headers).toMatchObject({
      "Retry-After": expect.stringMatching(/^\d+$/),
      "x-ms-throttle-information": "WriteLimitExceeded",
      "x-ms-throttle-limit-percentage": expect.stringMatching(/^1\./),
    });
    const made = all.filter(({ status }) => status === 204).length;
    expect(made).toBeGreaterThanOrEqual(3_000);
    expect(await ledgerOf(rig)).toHaveLength(made);
  }, 60_000);
});

describe("a bucket", () => {
  const read = (path: string, query = "", method = "GET") => ({
    method,
    version: "v1.0",
    path,
    query: new URLSearchParams(query),
  });

  test("counts resource units, and is full again after its seconds", () => {
    let clock = 0;
    const limits = makeLimits(() => clock, "app", "tenant");
    const users = read("/users");
    const taken = Array.from({ length: 4_001 }, () => limits.refusal(users));
    expect(taken.slice(0, 4_000).every((refusal) => refusal === undefined)).toBe(true);
    expect(taken[4_000]).toMatchObject({
      status: 429,
      headers: {
        "retry-after": "1",
        "x-ms-resource-unit": "2",
        "x-ms-throttle-information": "ResourceUnitLimitExceeded",
        "x-ms-throttle-scope": "Tenant_Application/ReadWrite/app/tenant",
      },
    });
    clock = 11_000;
    expect(limits.refusal(users)).toBeUndefined();
  });

  test("of Defender for Endpoint has 100 a minute", () => {
    const limits = makeLimits(() => 0, "app", "tenant");
    const machine = { ...read("/api/machines"), version: "" };
    const refusals = Array.from({ length: 101 }, () => limits.refusal(machine));
    expect(refusals.filter((refusal) => refusal !== undefined)).toHaveLength(1);
  });
});

describe("a crowd", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.close());

  test("has as many of each kind as were asked for, and no entry in the ledger", async () => {
    const made = z
      .object({
        ids: z.array(z.string()),
        admins: z.array(z.string()),
        guests: z.array(z.string()),
      })
      .parse(await rig.control("POST", "/crowd", { count: 50, guests: 3, admins: 2, disabled: 1 }));
    expect([made.ids.length, made.admins.length, made.guests.length]).toEqual([50, 2, 3]);
    const guest = await rig.graph("GET", `/users/${String(made.guests[0])}?$select=userType`);
    expect(guest.body["userType"]).toBe("Guest");
    const roles = await rig.graph(
      "GET",
      `/roleManagement/directory/roleAssignments?$filter=principalId eq '${String(made.admins[0])}'`,
    );
    expect(roles.body["value"]).toHaveLength(1);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("of more special people than people is refused", async () => {
    expect(await rig.control("POST", "/crowd", { count: 1, guests: 2 })).toMatchObject({
      error: expect.stringContaining("more of a kind"),
    });
  });
});
