/** Who blocked an account before Cordon, what takes a block away again, and the same over a list. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import { blockSignIn } from "../../../src/actions/identity/block-sign-in.ts";
import { confirmUserCompromised } from "../../../src/actions/identity/confirm-user-compromised.ts";
import { revokeSignInSessions } from "../../../src/actions/identity/revoke-sign-in-sessions.ts";
import { instant, objectId } from "../../../src/core/shared/ids.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { ran, states } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { lines, previewed } from "./steps.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);

/** An entry as the directory writes it. */
const audited = (id: string, at: string, initiatedBy: object, target: string = seedIds.marta) =>
  tenant.world("directoryAudits", id, {
    id,
    activityDisplayName: "Disable account",
    activityDateTime: at,
    result: "success",
    initiatedBy,
    targetResources: [{ id: target, displayName: null, type: "User", modifiedProperties: [] }],
  });
const byApp = (displayName: string) => ({ user: null, app: { displayName } });
const byUser = (userPrincipalName: string) => ({ app: null, user: { userPrincipalName } });

describe("an account that is disabled already", () => {
  beforeEach(() => tenant.world("users", seedIds.marta, { accountEnabled: false }));
  const seen = async () => {
    const found = await previewed(tenant, blockSignIn, marta);
    if (found.kind !== "nothing to do") throw new Error(found.kind);
    return found.seen;
  };

  test("was disabled by attack disruption, which is said with its time", async () => {
    await audited("a1", "2026-03-01T07:00:00Z", byUser("karin.admin@contoso.example"));
    await audited("a2", "2026-03-02T08:41:30Z", byApp("Microsoft Defender XDR"));
    await audited("a3", "2026-03-02T09:00:00Z", byApp("Lifecycle"), seedIds.jonasSales);
    expect(await seen()).toBe(
      "The account is disabled already, by Microsoft Defender XDR, attack disruption, at 2026-03-02T08:41Z.",
    );
    expect(await tenant.ledger()).toEqual([]);
  });

  test("by a person", async () => {
    await audited("a1", "2026-03-02T08:41:30Z", byUser("karin.admin@contoso.example"));
    expect(await seen()).toContain("by karin.admin@contoso.example, at 2026-03-02T08:41Z");
  });

  test("an app that only sounds like Defender isn't taken for attack disruption", async () => {
    await audited("a1", "2026-03-02T08:41:30Z", byApp("Microsoft Defender XDR helper"));
    expect(await seen()).not.toContain("attack disruption");
  });

  test("by nobody that the log names, or where the log can't be read", async () => {
    expect(await seen()).toBe("The account is disabled already.");
    const pathPattern = "/auditLogs/directoryAudits";
    for (const kind of ["403", "503"]) {
      await tenant.fault({ match: { method: "GET", pathPattern }, kind });
      expect(await seen()).toBe("The account is disabled already.");
    }
  });
});

describe("what takes a block away", () => {
  test("a sync that enables a synchronised account again is seen at the next look", async () => {
    const nils = subject(seedIds.synced, "Nils Holm");
    const { plan, since, readings } = await ran(tenant, blockSignIn, nils);
    expect(states(readings)).toEqual(["observed"]);
    await tenant.world("users", seedIds.synced, { accountEnabled: true });
    const later = await blockSignIn.observe(tenant.context, nils, { plan, since });
    expect(states(later)).toEqual(["not observed"]);
  });

  test("both are looked at after 15 and 65 minutes and after a day", () => {
    expect(blockSignIn.looksAgain).toEqual([15, 65, 1440]);
    expect(revokeSignInSessions.looksAgain).toEqual([15, 65, 1440]);
    expect(blockSignIn.undoneBy).toEqual(["Enable account"]);
  });
});

describe("over a list", () => {
  const ids = [seedIds.marta, seedIds.jonasSales].map((id) => objectId.parse(id));
  const since = instant.parse("2026-03-02T09:00:00.000Z");
  const block = blockSignIn.mass;
  const revoke = revokeSignInSessions.mass;
  if (!block || !revoke) throw new Error("not for lists");

  test("blocks and enables each account by its own request", async () => {
    for (const direction of ["apply", "undo"] as const) {
      const requests = ids.flatMap((id) => block.request(id, direction) ?? []);
      const answers = await tenant.graph.batch(requests);
      expect(answers.map((one) => ("answer" in one ? one.answer.status : 0))).toEqual([204, 204]);
    }
    expect(lines(await tenant.ledger()).toSorted()).toEqual(
      ids
        .flatMap((id) =>
          ["true → false", "false → true"].map((x) => `user ${id} accountEnabled: ${x}`),
        )
        .sort(),
    );
  });

  test("ends sessions, and has no way back", async () => {
    const requests = ids.flatMap((id) => revoke.request(id, "apply") ?? []);
    await tenant.graph.batch(requests);
    expect(await tenant.ledger()).toHaveLength(2);
    for (const id of ids) expect(revoke.request(id, "undo")).toBeUndefined();
  });

  test.each([
    [{ accountEnabled: false }, true],
    [{ accountEnabled: true }, false],
    [{ accountEnabled: null }, false],
    [undefined, false],
  ])("%j is blocked: %j", (properties, holds) => {
    expect(block.holds(properties, undefined)).toBe(holds);
  });

  test.each([
    ["2026-03-02T09:00:01Z", since, true],
    ["2026-03-02T08:00:00Z", since, false],
    ["2026-03-02T09:00:01Z", undefined, false],
    [null, since, false],
  ])("sessions from %j, asked at %j, are ended: %j", (at, asked, holds) => {
    const properties = { signInSessionsValidFromDateTime: at };
    expect(revoke.holds(properties, asked)).toBe(holds);
  });

  test("risk isn't a property of the account, so it is confirmed one by one", () => {
    expect(confirmUserCompromised.mass).toBeUndefined();
  });
});
