import { expect, test } from "@jest/globals";
import { clearForwarding } from "../../../src/actions/mailbox/clear-forwarding.ts";
import { disableInboxRules } from "../../../src/actions/mailbox/disable-inbox-rules.ts";

test.each([clearForwarding, disableInboxRules])(
  "$id can be undone by its plan, so it never waits for evidence",
  ({ needsEvidence, undo }) => {
    expect(undo).toBeDefined();
    expect(needsEvidence).toEqual([]);
  },
);
