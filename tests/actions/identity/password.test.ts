import { describe, expect, test } from "@jest/globals";
import { resetPassword } from "../../../src/actions/identity/reset-password.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planFrom, ran, reasonIn, states } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { drafted, previewed, told, withSeal } from "./steps.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const patches = async () =>
  (await tenant.requests()).filter(({ method }) => method === "PATCH").length;

describe("reset-password and the password", () => {
  test("is sealed for one person and stands nowhere else", async () => {
    const { context, sealed } = withSeal(tenant.context);
    const run = await ran({ context }, resetPassword, marta);
    expect(states(run.readings)).toEqual(["observed"]);
    expect(sealed).toEqual([
      { label: "New password of Marta Oliveira", text: tenant.secrets.at(-1) },
    ]);
    const { text } = resetPassword;
    const cards = [text.does, text.affects(run.draft), text.limits, text.question(run.draft)];
    const written = JSON.stringify([run, cards]) + (await told(tenant));
    for (const secret of tenant.secrets) expect(written).not.toContain(secret);
  });

  test("is sealed before it is sent", async () => {
    const order: string[] = [];
    const { seal, graph } = tenant.context;
    const context = {
      ...tenant.context,
      seal: async (secret: Parameters<typeof seal>[0]) => {
        order.push(`sealed after ${String(await patches())} requests`);
        await seal(secret);
      },
      graph: {
        ...graph,
        patch: (...call: Parameters<typeof graph.patch>) => {
          order.push("sent");
          return graph.patch(...call);
        },
      },
    };
    await ran({ context }, resetPassword, marta);
    expect(order).toEqual(["sealed after 0 requests", "sent"]);
  });

  test("isn't sent where it can't be sealed", async () => {
    const draft = await drafted(tenant, resetPassword, marta);
    const plan = planFrom(draft, resetPassword, marta);
    const seal = () => Promise.reject(new Error("the box is full"));
    const applied = resetPassword.apply({ ...tenant.context, seal }, marta, plan);
    await expect(applied).rejects.toThrow("the box is full");
    expect(await patches()).toBe(0);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("isn't in what is said about a refusal", async () => {
    const draft = await drafted(tenant, resetPassword, marta);
    await tenant.fault({ match: { method: "PATCH", pathPattern: "/users/**" }, kind: "403" });
    const plan = planFrom(draft, resetPassword, marta);
    const answers = await resetPassword.apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["failed"]);
    expect(answers[0]?.why).toContain("User Administrator");
    expect(JSON.stringify(answers)).not.toContain(tenant.secrets.at(-1));
  });
});

describe("reset-password is for people", () => {
  test("where the domain is federated, and the service refuses it as well", async () => {
    const draft = await drafted(tenant, resetPassword, marta);
    await tenant.world("domains", "contoso.example", { authenticationType: "Federated" });
    expect(reasonIn(await previewed(tenant, resetPassword, marta))).toContain("federated");
    const plan = planFrom(draft, resetPassword, marta);
    const answers = await resetPassword.apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["failed"]);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("where the password is kept in AD, and there twice", async () => {
    const seen = await previewed(tenant, resetPassword, subject(seedIds.synced, "Nils Holm"));
    expect(reasonIn(seen)).toMatch(/Active Directory.*twice/);
  });

  test.each([
    ["a guest", seedIds.guest, {}, "guest"],
    ["a shared mailbox", seedIds.sharedMailbox, {}, "shared mailbox"],
    ["a restricted unit", seedIds.marta, { isManagementRestricted: true }, "restricted"],
    ["an emergency account", seedIds.breakGlass, {}, "emergency"],
  ])("for %s", async (_what, id, set, why) => {
    if (Object.keys(set).length > 0) await tenant.world("users", id, set);
    expect(reasonIn(await previewed(tenant, resetPassword, subject(id)))).toContain(why);
  });
});
