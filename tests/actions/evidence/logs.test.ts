import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { slowCollectorFor } from "../../../src/actions/catalogue.ts";
import { type Collected, type CollectRun, type Later } from "../../../src/actions/library.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { incidentIdOf } from "../../../src/core/shared/ids.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { exchangeOff, startTenant, subject, type Tenant } from "../tenant.ts";

const marta = subject(seedIds.marta);
const mailSyncPro: Subject = {
  ...subject(seedIds.mailSyncPro, "Mail Sync Pro"),
  kind: "service principal",
  address: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
};

describe("E4", () => {
  let tenant: Tenant;
  // A new one each time: its clock is moved, and tokens last an hour.
  beforeEach(async () => {
    tenant = await startTenant();
  });
  afterEach(() => tenant.close());

  const runOf = (run = 0): CollectRun => ({
    incident: incidentIdOf(7),
    openedAt: tenant.context.now(),
    since: tenant.context.now(),
    run,
    subjects: [marta],
  });

  const collect = (
    of: Subject,
    run: CollectRun,
    context = tenant.context,
  ): Promise<Collected | Later> => {
    const collector = slowCollectorFor("E4", of.kind);
    if (!collector) throw new Error("no collector");
    return collector.collect(context, of, run);
  };

  const collected = async (
    of: Subject = marta,
    run = runOf(),
    context = tenant.context,
  ): Promise<Collected> => {
    await collect(of, run, context);
    tenant.pass(181_000);
    const found = await collect(of, run, context);
    if ("later" in found) throw new Error(found.later);
    return found;
  };

  const auditQueries = async () =>
    (await tenant.ledger()).filter(({ target }) => target.kind === "auditQuery");

  test("of Marta has all four kinds of sign-ins, audits, mail and hunting", async () => {
    const { summary, complete, content, asked = [] } = await collected();
    expect(summary).toBe(
      "13 interactive, 1 non-interactive sign-ins; 4 audit events by it; 0 audit events on it; 6 unified audit events; 5 traced messages; 3 hunting rows.",
    );
    expect(complete).toBe(true);
    const kept = canonicalJson(content);
    // What the account did to apps is here and not in E3, which nothing may hold up.
    for (const words of [
      ...["203.0.113.77", "New-InboxRule", "New bank details", "Invoice 4471"],
      "Consent to application",
    ]) {
      expect(kept).toContain(words);
    }
    expect(asked).toHaveLength(4 + 2 + 1 + 6 + 3);
    expect(asked.join(" ")).not.toContain("jonas");
  });

  test("waits for the audit search, and a restart finds its own and makes no other", async () => {
    const run = runOf();
    expect(await collect(marta, run)).toEqual({
      later: "The audit search is notStarted.",
      minutes: 3,
    });
    tenant.pass(90_000);
    expect(await collect(marta, run)).toMatchObject({ later: "The audit search is running." });
    expect(await auditQueries()).toHaveLength(1);
    const logReads = (await tenant.requests()).filter(({ path }) => path.includes("auditLogs"));
    expect(logReads).toEqual([]);
    tenant.pass(100_000);
    expect(await collect(marta, run)).toMatchObject({ complete: true });
    expect(await auditQueries()).toHaveLength(1);
  });

  test("asks again a day later with a search of its own", async () => {
    await collected();
    await collected(marta, runOf(1));
    expect(await auditQueries()).toHaveLength(2);
  });

  test("doesn't wait for ever: the rest is kept, and the search said to run still", async () => {
    const run = runOf();
    await collect(marta, run);
    const [made] = await auditQueries();
    await tenant.world("auditQueries", made?.target.id ?? "", {
      _createdAt: new Date(Date.parse(tenant.context.now()) + 86_400_000).toISOString(),
    });
    tenant.pass(31 * 60_000);
    const found = await collect(marta, run);
    expect(found).toMatchObject({ complete: false });
    expect("summary" in found && found.summary).toContain(
      "Not evaluable: unified audit log (the search still runs after 31 minutes).",
    );
  });

  test("without Entra ID P1 sign-ins are not evaluable, and the rest is there", async () => {
    const key = `${seedIds.tenant}_06ebc4ee-1bb5-47dd-8120-11324bc54e06`;
    await tenant.world("subscribedSkus", key, null);
    const { summary, complete } = await collected();
    expect(complete).toBe(false);
    expect(summary).toContain("4 audit events by it");
    expect(summary).toContain("Not evaluable: interactive sign-ins, non-interactive sign-ins");
    expect(summary).toContain("Authentication_RequestFromNonPremiumTenantOrB2CTenant, Forbidden");
    expect(summary).not.toMatch(/\d+ interactive/);
  });

  test("an empty sign-in log is no clean one where nobody knows the licences", async () => {
    await tenant.fault({ match: { pathPattern: "/subscribedSkus" }, kind: "403", times: 9 });
    const { summary, complete } = await collected(subject(seedIds.globalAdmin, "Olga Admin"));
    expect(complete).toBe(false);
    expect(summary).toContain("licences: Authorization_RequestDenied");
  });

  test("an empty audit log is only clean where Exchange says that it is written", async () => {
    const olga = {
      ...subject(seedIds.globalAdmin, "Olga Admin"),
      address: "olga.admin@contoso.example",
    };
    expect((await collected(olga)).summary).toContain("0 unified audit events");
    const off = { ...tenant.context, exchange: exchangeOff };
    const { summary } = await collected(olga, runOf(1), off);
    expect(summary).toContain("unified audit log (AuditIngestionUnknown)");
  });

  test("rows that only one of two readings had make it incomplete, and none is lost", async () => {
    const { graph } = tenant;
    let calls = 0;
    const flaky: typeof graph = {
      ...graph,
      list: async (path, limit) => {
        const found = await graph.list(path, limit);
        if (!path.startsWith("/v1.0/auditLogs/signIns")) return found;
        calls += 1;
        return calls === 1 ? { ...found, values: found.values.slice(2) } : found;
      },
    };
    const context = { ...tenant.context, graph: flaky };
    const { summary, complete } = await collected(marta, runOf(), context);
    expect(summary).toContain("13 interactive");
    expect(summary).toContain("Two readings differed: interactive sign-ins.");
    expect(complete).toBe(false);
  });

  test("of an app has its own sign-ins and who signed in to it", async () => {
    const { summary, content } = await collected(mailSyncPro);
    expect(summary).toMatch(/^0 interactive, 0 non-interactive, 2 app sign-ins;/);
    expect(summary).toContain("1 hunting row");
    expect(canonicalJson(content)).toContain("203.0.113.81");
  });

  test("of a site has what was done below its address, and nothing of others", async () => {
    const site = (name: string): Subject => ({
      ...subject(seedIds.onCallGroup, name),
      kind: "site",
      address: `https://contoso.sharepoint.example/sites/${name}`,
    });
    const { summary, content } = await collected(site("QuarterClose"));
    expect(summary).toBe("1 unified audit event.");
    expect(canonicalJson(content)).toContain("Q4.xlsx");
    expect((await collected(site("Quarter"), runOf(1))).summary).toBe("0 unified audit events.");
  });

  test("a tenant that is down is tried again whole", async () => {
    await collect(marta, runOf());
    tenant.pass(181_000);
    await tenant.fault({ match: { pathPattern: "/auditLogs/**" }, kind: "500", times: 20 });
    await expect(collect(marta, runOf())).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("changes nothing but its own search", async () => {
    await collected();
    expect((await tenant.ledger()).map(({ path }) => path)).toEqual([
      "/v1.0/security/auditLog/queries",
    ]);
  });
});
