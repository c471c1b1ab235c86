import { describe, expect, test } from "@jest/globals";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { allPages, codeOf, ledgerOf, start, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const marta = "marta.oliveira@contoso.example";
const daysAgo = (days: number): string =>
  new Date(start.getTime() - days * 86_400_000).toISOString();

describe("logs of the tenant", () => {
  const rig = rigForFile();

  const withoutLicences = async (): Promise<void> => {
    const [sku] = valueOf(await rig.graph("GET", "/subscribedSkus"));
    const key = textOf(sku, "id");
    await rig.control("POST", "/world", { table: "subscribedSkus", key, set: null });
  };

  test("without Entra ID P1 there is no sign-in log, and directory audits there are", async () => {
    await withoutLicences();
    for (const version of ["", "/beta"]) {
      const answer = await rig.graph("GET", `${version}/auditLogs/signIns`);
      expect([answer.status, codeOf(answer)]).toEqual([
        403,
        "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      ]);
    }
    expect((await rig.graph("GET", "/auditLogs/directoryAudits")).status).toBe(200);
  });

  test("the app's own sign-ins are in beta under their event type", async () => {
    const filter = encodeURIComponent("signInEventTypes/any(t:t eq 'servicePrincipal')");
    const rows = valueOf(await rig.graph("GET", `/beta/auditLogs/signIns?$filter=${filter}`));
    expect(rows.map((row) => row["servicePrincipalId"])).toEqual([
      seedIds.mailSyncPro,
      seedIds.mailSyncPro,
    ]);
  });

  describe("audit search", () => {
    const queries = "/security/auditLog/queries";
    const body = {
      displayName: "a search",
      filterStartDateTime: daysAgo(30),
      filterEndDateTime: daysAgo(0),
      userPrincipalNameFilters: [marta],
    };

    test("takes three minutes, and its records come in pages", async () => {
      const made = await rig.graph("POST", queries, body);
      expect([made.status, made.body["status"]]).toEqual([201, "notStarted"]);
      const query = `${queries}/${textOf(made.body, "id")}`;
      expect((await rig.graph("GET", `${query}/records`)).status).toBe(400);
      rig.pass(61_000);
      expect((await rig.graph("GET", query)).body["status"]).toBe("running");
      rig.pass(120_000);
      expect((await rig.graph("GET", query)).body["status"]).toBe("succeeded");
      const pages = await allPages(rig, `${query}/records`);
      expect(pages.map((page) => page.length)).toEqual([3, 3]);
      expect(pages.flat().map((row) => row["operation"])).toContain("New-InboxRule");
      expect(await ledgerOf(rig)).toHaveLength(1);
    });

    test("finds what fits its filters only", async () => {
      const narrow = { ...body, operationFilters: ["Send"], filterStartDateTime: daysAgo(1) };
      const made = await rig.graph("POST", queries, narrow);
      rig.pass(181_000);
      const records = `${queries}/${textOf(made.body, "id")}/records`;
      expect(valueOf(await rig.graph("GET", records)).map((row) => row["operation"])).toEqual([
        "Send",
      ]);
    });

    test.each([
      ["no name", { ...body, displayName: undefined }],
      ["an end before its start", { ...body, filterEndDateTime: daysAgo(40) }],
      ["an unknown member", { ...body, serviceFilter: "Exchange" }],
    ])("refuses %s, and 404s a search that isn't there", async (_name, wrong) => {
      expect((await rig.graph("POST", queries, wrong)).status).toBe(400);
      expect((await rig.graph("GET", `${queries}/none`)).status).toBe(404);
      expect((await rig.graph("GET", `${queries}/none/records`)).status).toBe(404);
      expect(await ledgerOf(rig)).toEqual([]);
    });
  });

  describe("message trace", () => {
    const traces = (filter: string) =>
      rig.graph(
        "GET",
        `/admin/exchange/tracing/messageTraces?$filter=${encodeURIComponent(filter)}`,
      );
    const window = (from: number, to: number): string =>
      `receivedDateTime ge ${daysAgo(from)} and receivedDateTime le ${daysAgo(to)}`;

    test("looks two days back, and ten days at a time where it is told", async () => {
      expect((await rig.graph("GET", "/admin/exchange/tracing/messageTraces")).body).toMatchObject({
        value: [{}, {}, {}],
      });
      const sent = await traces(`senderAddress eq '${marta}' and ${window(20, 10)}`);
      expect(valueOf(sent).map((row) => row["subject"])).toEqual(["Invoice 4471"]);
    });

    test.each([
      ["eleven days", window(11, 0)],
      ["a start without an end", `receivedDateTime ge ${daysAgo(1)}`],
      ["more than 90 days ago", window(95, 90)],
    ])("refuses %s", async (_name, filter) => {
      expect((await traces(filter)).status).toBe(400);
    });
  });

  describe("hunting", () => {
    const hunt = (Query: string) => rig.graph("POST", "/security/runHuntingQuery", { Query });

    test("answers by table, account, action and time", async () => {
      const since = `CloudAppEvents | where Timestamp >= datetime(${daysAgo(30)})`;
      const rules = `${since} | where ActionType in ("New-InboxRule", "Set-Mailbox") | take 1`;
      expect((await hunt(rules)).body).toMatchObject({
        results: [{ ActionType: "New-InboxRule", AccountObjectId: seedIds.marta }],
      });
      const others = `EmailEvents | where SenderObjectId == "${seedIds.jonasSales}"`;
      expect((await hunt(others)).body).toMatchObject({ results: [] });
    });

    test("refuses a table or an operator that it doesn't know, and an empty question", async () => {
      for (const query of ["Nothing | take 1", "EmailEvents | evaluate x()", ""]) {
        expect((await hunt(query)).status).toBe(400);
      }
      expect((await hunt("Nothing | take 1")).body["error"]).toMatchObject({
        message:
          "Failed to resolve table or column expression named 'Nothing'. Fix semantic errors in your query.",
      });
    });

    test("is forbidden without Defender XDR", async () => {
      await withoutLicences();
      const answer = await hunt("EmailEvents | take 1");
      expect([answer.status, codeOf(answer)]).toEqual([403, "Forbidden"]);
    });
  });
});
