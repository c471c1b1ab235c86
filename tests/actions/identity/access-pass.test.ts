import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { issueAccessPass } from "../../../src/actions/identity/issue-access-pass.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planFrom, ran, reasonIn, states, undone } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { drafted, previewed, told, withSeal } from "./steps.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const proof = "in person, Dana, 10:30";

const passes = async (): Promise<readonly string[]> => {
  const path = `/v1.0/users/${marta.id}/authentication/temporaryAccessPassMethods`;
  const { values } = await tenant.graph.list(path);
  return z
    .array(z.object({ id: z.string(), temporaryAccessPass: z.null() }))
    .parse(values)
    .map(({ id }) => id);
};

describe("issue-access-pass", () => {
  test("makes one pass, seals it, and tells it nowhere else", async () => {
    const { context, sealed } = withSeal(tenant.context);
    const run = await ran({ context }, issueAccessPass, marta, proof);
    expect(states(run.answers)).toEqual(["accepted"]);
    expect(states(run.readings)).toEqual(["observed"]);
    expect(run.draft.parameters).toEqual({
      lifetimeInMinutes: 60,
      isUsableOnce: true,
      proof,
      replaces: 0,
    });
    expect(sealed).toHaveLength(1);
    expect(sealed[0]?.label).toBe("Temporary Access Pass of Marta Oliveira");
    const pass = sealed[0]?.text ?? "none was sealed";
    expect(pass).toMatch(/^TAP-/);
    const { text } = issueAccessPass;
    const cards = [text.does, text.affects(run.draft), text.question(run.draft), text.undone];
    expect(JSON.stringify([run, cards]) + (await told(tenant))).not.toContain(pass);
    expect(await passes()).toHaveLength(1);
  });

  test("deletes it again", async () => {
    const { plan } = await ran(tenant, issueAccessPass, marta, proof);
    const back = await undone(tenant, issueAccessPass, { target: marta, plan });
    expect(states(back.answers)).toEqual(["accepted"]);
    expect(states(back.readings)).toEqual(["observed"]);
    expect(await passes()).toEqual([]);
    const again = await undone(tenant, issueAccessPass, { target: marta, plan });
    expect(states(again.readings)).toEqual(["observed"]);
  });

  test("says that the pass before stops working, and doesn't take it for the new one", async () => {
    const first = await ran(tenant, issueAccessPass, marta, proof);
    const draft = await drafted(tenant, issueAccessPass, marta, proof);
    expect(issueAccessPass.text.affects(draft)).toContain("stops working");
    const plan = planFrom(draft, issueAccessPass, marta);
    const run = { plan, since: first.since };
    expect(states(await issueAccessPass.observe(tenant.context, marta, run))).toEqual([
      "not observed",
    ]);
    const [old] = await passes();
    await issueAccessPass.apply(tenant.context, marta, plan);
    expect(await passes()).toHaveLength(1);
    expect(await passes()).not.toContain(old);
  });

  test("a pass that can't be sealed is taken back at once", async () => {
    const draft = await drafted(tenant, issueAccessPass, marta, proof);
    const plan = planFrom(draft, issueAccessPass, marta);
    const seal = () => Promise.reject(new Error("the box is full"));
    const answers = await issueAccessPass.apply({ ...tenant.context, seal }, marta, plan);
    expect(answers).toMatchObject([{ state: "failed", why: expect.stringContaining("deleted") }]);
    expect(await passes()).toEqual([]);
  });

  test("no answer is unknown: nobody has seen the pass", async () => {
    const draft = await drafted(tenant, issueAccessPass, marta, proof);
    const pathPattern = "/users/*/authentication/temporaryAccessPassMethods";
    await tenant.fault({ match: { method: "POST", pathPattern }, kind: "503" });
    const plan = planFrom(draft, issueAccessPass, marta);
    const { context, sealed } = withSeal(tenant.context);
    expect(states(await issueAccessPass.apply(context, marta, plan))).toEqual(["unknown"]);
    expect(sealed).toEqual([]);
    expect(issueAccessPass.repeatable).toBe(false);
  });

  test("says why where the policy leaves the account out", async () => {
    const key = "authenticationMethodConfigurations/TemporaryAccessPass";
    await tenant.world("policies", key, { state: "disabled" });
    const { answers, readings } = await ran(tenant, issueAccessPass, marta, proof);
    expect(states(answers)).toEqual(["failed"]);
    expect(states(readings)).toEqual(["not observed"]);
  });

  test("an expired pass isn't observed", async () => {
    const { plan, since } = await ran(tenant, issueAccessPass, marta, proof);
    const [id = ""] = await passes();
    await tenant.world("authenticationMethods", `${marta.id}/${id}`, {
      startDateTime: "2026-01-01T00:00:00Z",
    });
    const readings = await issueAccessPass.observe(tenant.context, marta, { plan, since });
    expect(readings).toMatchObject([
      { state: "not observed", why: expect.stringContaining("Expired") },
    ]);
  });

  test("is for people without a proof, for guests and for shared mailboxes", async () => {
    expect(reasonIn(await previewed(tenant, issueAccessPass, marta))).toContain(
      "incident step add",
    );
    const guest = await previewed(tenant, issueAccessPass, subject(seedIds.guest), proof);
    expect(reasonIn(guest)).toContain("guest");
    const shared = await previewed(tenant, issueAccessPass, subject(seedIds.sharedMailbox), proof);
    expect(reasonIn(shared)).toContain("shared mailbox");
    expect(await tenant.ledger()).toEqual([]);
  });

  test.each([
    ["  in   person, Dana, 10:30 ", "in person, Dana, 10:30"],
    ["", undefined],
    ["yes", undefined],
    ["x ".repeat(150), undefined],
  ])("takes %j for a proof as %j", (typed, value) => {
    const parsed = issueAccessPass.input?.parse(typed);
    expect(parsed?.ok === true ? parsed.value : undefined).toBe(value);
  });
});
