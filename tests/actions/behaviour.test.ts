/** Every action from preview to undo against the sandbox, judged by its ledger. */
import { describe, expect, test } from "@jest/globals";
import { actionById } from "../../src/actions/catalogue.ts";
import { type Action, type Draft } from "../../src/actions/contract.ts";
import { type Graph } from "../../src/actions/tenant.ts";
import { type Plan } from "../../src/core/incident/plan.ts";
import { instant } from "../../src/core/shared/ids.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { draftIn, ran, states, undone } from "./runs.ts";
import { planOf, subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);

const action = (id: string): Action => {
  const found = actionById(id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
};

const preview = async (id: string): Promise<Draft> =>
  draftIn(await action(id).preview(tenant.context, marta));

/** What the tenant's ledger says was changed, shortest form. */
const changes = async (): Promise<readonly unknown[]> =>
  (await tenant.ledger()).map(({ target, change }) => ({
    kind: target.kind,
    id: target.id,
    ...Object.fromEntries(
      Object.entries(change).map(([name, { from, to }]) => [name, [from, to]] as const),
    ),
  }));

const run = (id: string) => ran(tenant, action(id), marta);
const undo = (id: string, plan: Plan) => undone(tenant, action(id), { target: marta, plan });

describe("block-sign-in", () => {
  const user = { kind: "user", id: seedIds.marta };

  test("disables the account, sees it, and takes it back", async () => {
    const { plan, answers, readings } = await run("block-sign-in");
    expect(states(answers)).toEqual(["accepted"]);
    expect(states(readings)).toEqual(["observed"]);
    expect(await changes()).toEqual([{ ...user, accountEnabled: [true, false] }]);

    const back = await undo("block-sign-in", plan);
    expect(states(back.readings)).toEqual(["observed"]);
    expect((await changes())[1]).toEqual({ ...user, accountEnabled: [false, true] });
  });

  test("has nothing to do a second time", async () => {
    await run("block-sign-in");
    const again = await action("block-sign-in").preview(tenant.context, marta);
    expect(again.kind).toBe("nothing to do");
  });

  test("says that a synchronised account has to be blocked in AD too", async () => {
    const nils = subject(seedIds.synced, "Nils Holm");
    const draft = draftIn(await action("block-sign-in").preview(tenant.context, nils));
    expect(action("block-sign-in").text.affects(draft)).toContain("AD");
  });

  test("sends the request id that the ledger keeps", async () => {
    const { answers } = await run("block-sign-in");
    const [entry] = await tenant.ledger();
    expect(entry?.clientRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answers[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("revoke-sign-in-sessions", () => {
  test("moves the moment from which sessions count, and sees it", async () => {
    const { readings } = await run("revoke-sign-in-sessions");
    expect(states(readings)).toEqual(["observed"]);
    const [change] = await tenant.ledger();
    expect(Object.keys(change?.change ?? {})).toEqual(["signInSessionsValidFromDateTime"]);
  });

  test("doesn't take an earlier revocation for its own", async () => {
    const { plan } = await run("revoke-sign-in-sessions");
    const since = instant.parse(new Date(Date.now() + 60_000).toISOString());
    const later = await action("revoke-sign-in-sessions").observe(tenant.context, marta, {
      plan,
      since,
    });
    expect(states(later)).toEqual(["not observed"]);
  });

  test("proposes the same plan again: sessions may have begun since", async () => {
    const { draft } = await run("revoke-sign-in-sessions");
    expect(await preview("revoke-sign-in-sessions")).toEqual(draft);
  });
});

describe("disable-inbox-rules", () => {
  test("picks the hidden and the burying rule, with their reasons, and no other", async () => {
    const { items } = await preview("disable-inbox-rules");
    expect(items.map(({ name, about }) => ({ name, about }))).toEqual([
      { name: "invoices", about: "moves to RSS Feeds" },
      { name: ".", about: "hidden, sends to ap-backup@fastmail.example, deletes" },
    ]);
  });

  test("disables exactly those, sees it, and enables them again", async () => {
    const { plan, answers, readings } = await run("disable-inbox-rules");
    expect(states(answers)).toEqual(["accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed"]);
    const rule = (id: string) => ({ kind: "messageRule", id: `${seedIds.marta}/${id}` });
    expect(await changes()).toEqual([
      { ...rule(seedIds.rssRule), isEnabled: [true, false] },
      { ...rule(seedIds.hiddenRule), isEnabled: [true, false] },
    ]);

    const back = await undo("disable-inbox-rules", plan);
    expect(states(back.readings)).toEqual(["observed", "observed"]);
    expect((await changes()).slice(2)).toEqual([
      { ...rule(seedIds.rssRule), isEnabled: [false, true] },
      { ...rule(seedIds.hiddenRule), isEnabled: [false, true] },
    ]);
  });

  test("has nothing to do a second time", async () => {
    await run("disable-inbox-rules");
    const again = await action("disable-inbox-rules").preview(tenant.context, marta);
    expect(again).toEqual({ kind: "nothing to do", seen: expect.stringContaining("4 rules read") });
  });

  test("goes on with the other rules when one is refused, and says which", async () => {
    const draft = await preview("disable-inbox-rules");
    const plan = planOf(draft, { action: "disable-inbox-rules", id: marta.id });
    await tenant.fault({ match: { method: "PATCH", pathPattern: "/users/**" }, kind: "403" });
    const answers = await action("disable-inbox-rules").apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["failed", "accepted"]);
    expect(answers[0]?.why).toContain("Authorization_RequestDenied");
    expect(await changes()).toHaveLength(1);
  });
});

describe("clear-forwarding", () => {
  test("shows where mail goes and what the auto-reply names", async () => {
    const { items } = await preview("clear-forwarding");
    expect(items).toEqual([
      {
        id: "forwarding-smtp",
        name: "ap-backup@fastmail.example",
        about: "forwarding address, a copy stays here",
      },
      {
        id: "auto-reply",
        name: "Automatic reply",
        about: "answers everybody, names ap-backup@fastmail.example",
      },
    ]);
  });

  test("clears both, sees it, and sets them again as they were", async () => {
    const { plan, readings } = await run("clear-forwarding");
    expect(states(readings)).toEqual(["observed", "observed"]);
    const [mailbox, reply] = await changes();
    expect(mailbox).toEqual({
      kind: "mailbox",
      id: seedIds.marta,
      ForwardingSmtpAddress: ["smtp:ap-backup@fastmail.example", null],
      DeliverToMailboxAndForward: [true, false],
    });
    expect(reply).toMatchObject({ kind: "mailboxSettings", id: seedIds.marta });

    const back = await undo("clear-forwarding", plan);
    expect(states(back.readings)).toEqual(["observed", "observed"]);
    expect((await changes())[2]).toMatchObject({
      ForwardingSmtpAddress: [null, "smtp:ap-backup@fastmail.example"],
      DeliverToMailboxAndForward: [false, true],
    });
  });

  test("keeps the reply's own words out of the plan", async () => {
    expect(JSON.stringify(await preview("clear-forwarding"))).not.toContain("travelling");
  });

  test("has nothing to do a second time", async () => {
    await run("clear-forwarding");
    const again = await action("clear-forwarding").preview(tenant.context, marta);
    expect(again.kind).toBe("nothing to do");
  });
});

describe("confirm-user-compromised", () => {
  test("sets the risk, sees it, and dismisses it", async () => {
    const { plan, readings } = await run("confirm-user-compromised");
    expect(states(readings)).toEqual(["observed"]);
    expect((await changes())[0]).toMatchObject({ riskState: ["atRisk", "confirmedCompromised"] });
    const again = await action("confirm-user-compromised").preview(tenant.context, marta);
    expect(again.kind).toBe("nothing to do");

    const back = await undo("confirm-user-compromised", plan);
    expect(states(back.readings)).toEqual(["observed"]);
    expect((await changes())[1]).toMatchObject({
      riskState: ["confirmedCompromised", "dismissed"],
    });
  });

  test("is for people where Identity Protection can't be read", async () => {
    const path = "/identityProtection/riskyUsers/*";
    await tenant.fault({ match: { method: "GET", pathPattern: path }, kind: "403" });
    const seen = await action("confirm-user-compromised").preview(tenant.context, marta);
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("Entra ID P2") });
  });
});

describe("reset-password", () => {
  test("changes the password once, sees it by its date, and keeps it nowhere", async () => {
    const before = tenant.secrets.length;
    const { draft, plan, answers, readings } = await run("reset-password");
    expect(states(readings)).toEqual(["observed"]);
    const made = tenant.secrets.slice(before);
    expect(made).toHaveLength(1);
    const kept = JSON.stringify([draft, plan, answers, readings, await tenant.ledger()]);
    expect(kept).not.toContain(made[0] ?? "no secret was made");
    const [entry] = await tenant.ledger();
    expect(Object.keys(entry?.change ?? {}).sort()).toEqual([
      "lastPasswordChangeDateTime",
      "passwordProfile",
    ]);
  });

  test("doesn't take an earlier change for its own", async () => {
    const plan = planOf(await preview("reset-password"), {
      action: "reset-password",
      id: marta.id,
    });
    const since = tenant.context.now();
    const seen = await action("reset-password").observe(tenant.context, marta, { plan, since });
    expect(states(seen)).toEqual(["not observed"]);
  });

  test("is for people where another identity provider keeps the domain's passwords", async () => {
    const asked: string[] = [];
    const graph: Graph = {
      ...tenant.graph,
      get: (path) => {
        if (!path.startsWith("/v1.0/domains/")) return tenant.graph.get(path);
        asked.push(path);
        const body = { id: "contoso.example", authenticationType: "Federated" };
        return Promise.resolve({ status: 200, body, requestId: "" });
      },
    };
    const seen = await action("reset-password").preview({ ...tenant.context, graph }, marta);
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("identity provider") });
    expect(asked).toEqual(["/v1.0/domains/contoso.example"]);
  });

  test("is for people where the password is kept in AD", async () => {
    const nils = subject(seedIds.synced, "Nils Holm");
    const seen = await action("reset-password").preview(tenant.context, nils);
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("Active Directory") });
  });
});
