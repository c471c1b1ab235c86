/** Nobody signs in to a shared mailbox: its delegates are the way in (containment trap 22). */
import { describe, expect, test } from "@jest/globals";
import { actionById } from "../../src/actions/catalogue.ts";
import { isSharedMailbox } from "../../src/actions/shared-mailbox.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const settings = { pathPattern: "/users/*/mailboxSettings" };

test("is told by what Exchange says of its purpose", async () => {
  expect(await isSharedMailbox(tenant.context, subject(seedIds.sharedMailbox))).toBe(true);
  expect(await isSharedMailbox(tenant.context, marta)).toBe(false);
});

test("is none where there is no mailbox", async () => {
  await tenant.fault({ match: settings, kind: "404" });
  expect(await isSharedMailbox(tenant.context, marta)).toBe(false);
});

const sparing = [
  "revoke-sign-in-sessions",
  "confirm-user-compromised",
  "reset-password",
  "issue-access-pass",
  "enable-sign-in",
] as const;

describe.each(sparing)("%s", (id) => {
  const preview = () => actionById(id)?.preview(tenant.context, marta);

  test("leaves to people what may be one, and says what is missing to tell", async () => {
    await tenant.fault({ match: settings, kind: "403" });
    const seen = await preview();
    expect(seen).toEqual({
      kind: "by hand",
      reason: expect.stringMatching(
        /^Cordon can't read whether it is a shared mailbox; that takes MailboxSettings\.Read \(\w+\)/,
      ),
    });
    expect(await tenant.ledger()).toEqual([]);
  });

  test("proposes nothing while that can't be read for now", async () => {
    await tenant.fault({ match: settings, kind: "503", times: 50 });
    await expect(preview()).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("acts on an account that has no mailbox", async () => {
    await tenant.fault({ match: settings, kind: "404" });
    expect(await preview()).not.toMatchObject({ reason: expect.stringContaining("mailbox") });
  });
});
