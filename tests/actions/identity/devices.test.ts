import { describe, expect, test } from "@jest/globals";
import { disableDevices } from "../../../src/actions/identity/disable-devices.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planFrom, ran, reasonIn, states, undone } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { drafted, lines, previewed } from "./steps.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const laptop = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e01";
const phone = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e02";
const foreign = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e03";
const device = (id: string): Subject => ({
  ...subject(id, "DESKTOP-9XK2"),
  kind: "device",
  address: `d${id.slice(1)}`,
  about: "Windows",
});
const off = (id: string) => `device ${id} accountEnabled: true → false`;
const on = (id: string) => `device ${id} accountEnabled: false → true`;

describe("disable-devices for a person", () => {
  test("names each Windows device once and the others for people", async () => {
    const draft = await drafted(tenant, disableDevices, marta);
    expect(draft.items.map(({ id, name }) => [id, name])).toEqual([
      [laptop, "CONTOSO-LT-0417"],
      [foreign, "DESKTOP-9XK2"],
    ]);
    expect(draft.parameters).toMatchObject({ byHand: [{ id: phone, name: "Marta's iPhone" }] });
    expect(disableDevices.text.affects(draft)).toContain("1 device more only by hand");
    expect(await drafted(tenant, disableDevices, marta)).toEqual(draft);
  });

  test("disables exactly those, sees it, and enables the same ones again", async () => {
    const { plan, answers, readings } = await ran(tenant, disableDevices, marta);
    expect(states(answers)).toEqual(["accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed"]);
    expect(lines(await tenant.ledger())).toEqual([off(laptop), off(foreign)]);

    const back = await undone(tenant, disableDevices, { target: marta, plan });
    expect(states(back.readings)).toEqual(["observed", "observed"]);
    expect(lines(await tenant.ledger()).slice(2)).toEqual([on(laptop), on(foreign)]);
  });

  test("leaves out what was disabled before, and doesn't enable it on the way back", async () => {
    await tenant.world("devices", laptop, { accountEnabled: false });
    const { plan } = await ran(tenant, disableDevices, marta);
    await undone(tenant, disableDevices, { target: marta, plan });
    expect(lines(await tenant.ledger())).toEqual([off(foreign), on(foreign)]);
  });

  test("is for people where only phones are left, with their ids", async () => {
    for (const id of [laptop, foreign]) await tenant.world("devices", id, null);
    expect(reasonIn(await previewed(tenant, disableDevices, marta))).toContain(phone);
  });

  test("has nothing to do where there is none", async () => {
    const seen = await previewed(tenant, disableDevices, subject(seedIds.jonasLegal));
    expect(seen).toEqual({ kind: "nothing to do", seen: expect.stringContaining("0 devices") });
  });

  test("is for people for guests, and where a list can't be read it is a fault, never nothing", async () => {
    expect(reasonIn(await previewed(tenant, disableDevices, subject(seedIds.guest)))).toMatch(
      /guest/,
    );
    await tenant.fault({
      match: { method: "GET", pathPattern: "/users/*/ownedDevices" },
      kind: "403",
    });
    expect(reasonIn(await previewed(tenant, disableDevices, marta))).toContain("can't read");
  });

  test("goes on when one is refused, and says which role is missing", async () => {
    const plan = planFrom(await drafted(tenant, disableDevices, marta), disableDevices, marta);
    await tenant.fault({
      match: { method: "PATCH", pathPattern: `/devices/${laptop}` },
      kind: "403",
    });
    const answers = await disableDevices.apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["failed", "accepted"]);
    expect(answers[0]?.why).toContain("Cloud Device Administrator");
    expect(lines(await tenant.ledger())).toEqual([off(foreign)]);
  });
});

describe("disable-devices for a device", () => {
  test("disables it by its object id, and enables it again", async () => {
    const { draft, plan, readings } = await ran(tenant, disableDevices, device(foreign));
    expect(draft.items.map(({ id }) => id)).toEqual([foreign]);
    expect(draft.traits).toEqual([]);
    expect(states(readings)).toEqual(["observed"]);
    await undone(tenant, disableDevices, { target: device(foreign), plan });
    expect(lines(await tenant.ledger())).toEqual([off(foreign), on(foreign)]);
  });

  test("a device that was deleted can't be used, and can't be enabled", async () => {
    const { plan, since } = await ran(tenant, disableDevices, device(foreign));
    await tenant.world("devices", foreign, null);
    const gone = await disableDevices.observe(tenant.context, device(foreign), { plan, since });
    expect(states(gone)).toEqual(["observed"]);
    const back = await undone(tenant, disableDevices, { target: device(foreign), plan });
    expect(states(back.answers)).toEqual(["failed"]);
    expect(states(back.readings)).toEqual(["not observed"]);
  });

  test.each([
    ["one that isn't there", "1b0a9f8e-7d6c-4b5a-8493-8271605f4eff", {}, "deleted or never here"],
    ["a phone", phone, {}, "only Windows"],
    ["a restricted one", laptop, { isManagementRestricted: true }, "restricted"],
  ])("is for people for %s", async (_what, id, set, why) => {
    if (Object.keys(set).length > 0) await tenant.world("devices", id, set);
    expect(reasonIn(await previewed(tenant, disableDevices, device(id)))).toContain(why);
  });
});
