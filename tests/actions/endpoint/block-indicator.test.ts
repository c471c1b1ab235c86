import { describe, expect, test } from "@jest/globals";
import { blockIndicator } from "../../../src/actions/endpoint/block-indicator.ts";
import { indicatorOf, parseIndicator } from "../../../src/actions/endpoint/indicator-value.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { carriedOut, changes, planned } from "../apps/app-tenant.ts";
import { laptop } from "./device-tenant.ts";

const tenant = tenantForFile();

const evil = "login-contoso.example";
const run = async (input = evil, target = laptop) => ({
  action: blockIndicator,
  target,
  plan: await planned(tenant, blockIndicator, target, input),
});
const sha256 = "a".repeat(64);

describe("a value", () => {
  test.each([
    ["A".repeat(40), "a".repeat(40), "FileSha1"],
    [sha256.toUpperCase(), sha256, "FileSha256"],
    ["203[.]0[.]113[.]7", "203.0.113.7", "IpAddress"],
    ["2001:db8::1", "2001:db8::1", "IpAddress"],
    [" Login-Contoso[.]Example ", evil, "DomainName"],
    ["hxxps://Evil.example/a?b=1", "https://evil.example/a?b=1", "Url"],
  ])("%s is %s, a %s", (typed, value, type) => {
    expect(parseIndicator(typed)).toEqual({ ok: true, value });
    expect(indicatorOf(value)).toEqual({ type, value });
  });

  test.each([
    ["10.1.2.3", "private"],
    ["192.168.0.1", "private"],
    ["fe80::1", "private"],
    ["203.0.113.0/24", "not ranges"],
    ["login.microsoftonline.com", "Microsoft 365"],
    ["https://contoso.sharepoint.com/x", "Microsoft 365"],
    ["https://user:pass@evil.example/", "password"],
    ["a".repeat(32), "It isn't"],
    ["hello world", "It isn't"],
    ["'; drop", "It isn't"],
    ["", "It isn't"],
  ])("%s is refused", (typed, why) => {
    expect(parseIndicator(typed)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

test("a domain is blocked for 30 days and taken away again", async () => {
  const now = await run();
  expect(now.plan.items).toEqual([{ id: `DomainName:${evil}`, name: evil, about: "DomainName" }]);
  expect(now.plan.tier).toBe(2);
  expect(await planned(tenant, blockIndicator, laptop, evil)).toEqual(now.plan);
  expect((await carriedOut(tenant, now)).readings).toEqual([`DomainName:${evil} observed`]);
  const [entry] = await tenant.ledger();
  expect(entry?.change).toMatchObject({
    action: { to: "Block" },
    title: { to: "Cordon INC-0001" },
    generateAlert: { to: true },
  });
  const end = Date.parse(String(entry?.change["expirationTime"]?.to));
  const days = (end - Date.parse(tenant.context.now())) / 86_400_000;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThanOrEqual(30);
  expect((await carriedOut(tenant, now, "undo")).readings).toEqual([`DomainName:${evil} observed`]);
  expect(await changes(tenant)).toEqual([
    "POST /api/indicators indicator",
    expect.stringMatching(/^DELETE \/api\/indicators\/\d+ indicator$/),
  ]);
});

test("requested twice it is one indicator", async () => {
  const now = await run(sha256);
  await carriedOut(tenant, now);
  await carriedOut(tenant, now);
  const targets = (await tenant.ledger()).map(({ target }) => target.id);
  expect(new Set(targets).size).toBe(1);
});

test("an undo without anything there is done, and a lost answer is in doubt", async () => {
  const now = await run();
  const match = { method: "POST", pathPattern: "/api/indicators" };
  await tenant.fault({ match, kind: "503", made: true });
  expect(await carriedOut(tenant, now)).toMatchObject({
    answers: [`DomainName:${evil} unknown`],
    readings: [`DomainName:${evil} observed`],
  });
  await carriedOut(tenant, now, "undo");
  expect(await carriedOut(tenant, now, "undo")).toMatchObject({
    answers: [`DomainName:${evil} accepted`],
  });
});

test("an indicator that somebody changed meanwhile isn't taken away", async () => {
  const now = await run();
  await carriedOut(tenant, now);
  const [entry] = await tenant.ledger();
  await tenant.world("indicators", entry?.target.id ?? "", { title: "SOC campaign 7" });
  expect(await carriedOut(tenant, now, "undo")).toMatchObject({
    answers: [`DomainName:${evil} failed`],
    readings: [`DomainName:${evil} not observed`],
  });
});

describe("a preview", () => {
  const preview = (input?: string, target = laptop) =>
    blockIndicator.preview(tenant.context, target, input);

  test("without a value says how to name one", async () => {
    expect(await preview()).toEqual({
      kind: "by hand",
      reason: expect.stringContaining("incident step add block-indicator"),
    });
  });

  test("of what is blocked already says by what", async () => {
    await carriedOut(tenant, await run());
    expect(await preview(evil)).toEqual({
      kind: "nothing to do",
      seen: "Blocked already, as “Cordon INC-0001”.",
    });
  });

  test("never overwrites what others decided", async () => {
    expect(await preview("203.0.113.200")).toEqual({
      kind: "by hand",
      reason: expect.stringContaining("“Contoso's own scanner”, that says Allowed"),
    });
  });

  test("refused by Defender is a fault that the job leaves to people", async () => {
    await tenant.fault({ match: { pathPattern: "/api/indicators" }, kind: "403" });
    await expect(preview(evil)).rejects.toMatchObject({ kind: "refused" });
  });

  test("works for an incident about a person, and not about an emergency account", async () => {
    expect(await preview(evil, subject(seedIds.marta))).toMatchObject({ kind: "plan" });
    expect(await preview(evil, subject(seedIds.breakGlass))).toMatchObject({ kind: "by hand" });
    await tenant.world("devices", machineIds.laptopDevice, null);
    expect(await preview(evil)).toMatchObject({ kind: "by hand" });
  });
});
