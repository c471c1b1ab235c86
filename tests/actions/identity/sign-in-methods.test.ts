import { beforeEach, describe, expect, test } from "@jest/globals";
import { removeSignInMethods } from "../../../src/actions/identity/remove-sign-in-methods.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planFrom, ran, reasonIn, states } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { drafted, previewed } from "./steps.ts";

const tenant = tenantForFile();
beforeEach(async () => {
  await block(seedIds.marta);
  await block(seedIds.synced);
});

const block = (id: string) => tenant.world("users", id, { accountEnabled: false });
const marta = subject(seedIds.marta);
const nils = subject(seedIds.synced, "Nils Holm");
const key = "ZmlkbzItbWFydGEtMDAwMQ2";
const oath = "4a6d7c21-93b8-4e05-8f1a-7b2c9d0e3f02";
const app = "2c1d5a80-6d3e-4a91-b0c7-0e8f4b6a1d01";
const phone = seedIds.attackerPhone;

/** Methods that are gone now, in the order in which they went. */
const gone = async (): Promise<readonly string[]> =>
  (await tenant.ledger())
    .filter(({ target }) => target.kind === "authenticationMethod")
    .map(({ target }) => target.id.split("/").at(-1) ?? "");

/** DELETE requests as they came, with their statuses. */
const deletes = async (): Promise<readonly string[]> =>
  (await tenant.requests())
    .filter(({ method }) => method === "DELETE")
    .map(({ path, status }) => `${path.split("/").at(-2) ?? ""} ${String(status)}`);

describe("the plan", () => {
  test("names every method but the password, the default last, numbers only by their end", async () => {
    const { items, parameters } = await drafted(tenant, removeSignInMethods, marta);
    expect(items.map(({ id }) => id)).toEqual([key, oath, phone, app]);
    expect(items[2]).toMatchObject({
      name: "Phone",
      about: expect.stringContaining("mobile, …5678"),
    });
    expect(JSON.stringify(items)).not.toContain("8012345678");
    expect(parameters).toMatchObject({ kept: [], byHand: [] });
  });

  test("leaves out what the person has confirmed", async () => {
    const parsed = removeSignInMethods.input?.parse(` ${app} , ${key},${key}`);
    if (!parsed?.ok) throw new Error("not parsed");
    expect(parsed.value).toBe(`${app},${key}`);
    const { items } = await drafted(tenant, removeSignInMethods, marta, parsed.value);
    expect(items.map(({ id }) => id)).toEqual([oath, phone]);
    const all = [app, key, oath, phone].join(",");
    expect(await previewed(tenant, removeSignInMethods, marta, all)).toMatchObject({
      kind: "nothing to do",
    });
  });

  test("isn't made with an id that the account doesn't have, nor with what is no id", async () => {
    expect(reasonIn(await previewed(tenant, removeSignInMethods, marta, "my-key"))).toContain(
      "my-key",
    );
    for (const typed of ["", " , ", "a b", "<at>x</at>"]) {
      expect(removeSignInMethods.input?.parse(typed).ok).toBe(false);
    }
  });

  test("names what no API removes, and is for people where nothing else is left", async () => {
    await tenant.world("authenticationMethods", `${seedIds.jonasSales}/hard`, {
      "@odata.type": "#microsoft.graph.hardwareOathAuthenticationMethod",
      id: "hard",
      _userId: seedIds.jonasSales,
      _key: `${seedIds.jonasSales}/hard`,
    });
    await block(seedIds.jonasSales);
    const jonas = subject(seedIds.jonasSales, "Jonas Berg");
    expect(reasonIn(await previewed(tenant, removeSignInMethods, jonas))).toContain("hard");
  });
});

describe("whoever has the password would enrol first", () => {
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const live = (changed: string) =>
    tenant.world("users", marta.id, { accountEnabled: true, lastPasswordChangeDateTime: changed });

  test.each([
    ["an old password", 2_000],
    ["one of yesterday morning", 25],
    ["one older than the attacker's phone", 26.5],
  ])("not with %s", async (_what, hours) => {
    await live(ago(hours));
    expect(reasonIn(await previewed(tenant, removeSignInMethods, marta))).toContain(
      "Block sign-in or reset",
    );
  });

  test("but with one that was reset since, whose time is in the plan", async () => {
    const changed = ago(1);
    await live(changed);
    const { parameters } = await drafted(tenant, removeSignInMethods, marta);
    expect(parameters).toMatchObject({ passwordChangedAt: changed });
  });

  test("not with a method that is newer than the password", async () => {
    await live(ago(1));
    await tenant.world("authenticationMethods", `${marta.id}/${phone}`, {
      createdDateTime: ago(0.5),
    });
    expect((await previewed(tenant, removeSignInMethods, marta)).kind).toBe("by hand");
  });
});

describe("removing", () => {
  test("takes exactly the planned ones and sees that they are gone", async () => {
    const { answers, readings } = await ran(tenant, removeSignInMethods, marta, app);
    expect(new Set(states(answers))).toEqual(new Set(["accepted"]));
    expect(new Set(states(readings))).toEqual(new Set(["observed"]));
    expect(await gone()).toEqual([key, oath, phone]);
    expect(removeSignInMethods.undo).toBeUndefined();
  });

  test("asks once more for the default method when the others are gone", async () => {
    const { answers, readings } = await ran(tenant, removeSignInMethods, nils);
    expect(answers).toHaveLength(6);
    expect(new Set(states([...answers, ...readings]))).toEqual(new Set(["accepted", "observed"]));
    const order = await gone();
    expect(order.at(-1)).toBe("3179e48a-750b-4051-897c-87b9720928f7");
    expect(order).toHaveLength(6);
    expect((await deletes()).every((line) => line.endsWith("204"))).toBe(true);
  });

  test("a default that stands early in the order is refused once and goes last", async () => {
    await tenant.world("authenticationMethods", `${marta.id}/${key}`, { _default: true });
    await tenant.world("authenticationMethods", `${marta.id}/${app}`, { _default: false });
    const { answers, readings } = await ran(tenant, removeSignInMethods, marta);
    expect(new Set(states([...answers, ...readings]))).toEqual(new Set(["accepted", "observed"]));
    expect(await gone()).toEqual([oath, phone, app, key]);
    expect((await deletes()).filter((line) => line === "fido2Methods 400")).toHaveLength(1);
  });

  test("a default that a kept one holds back is reported by its id", async () => {
    const draft = await drafted(tenant, removeSignInMethods, marta, key);
    expect(draft.items).toHaveLength(3);
    const plan = planFrom(draft, removeSignInMethods, marta);
    const since = tenant.context.now();
    const answers = await removeSignInMethods.apply(tenant.context, marta, plan);
    expect(answers.find(({ id }) => id === app)).toMatchObject({
      state: "failed",
      why: expect.stringContaining("badRequest"),
    });
    const readings = await removeSignInMethods.observe(tenant.context, marta, { plan, since });
    expect(readings.filter(({ state }) => state === "not observed").map(({ id }) => id)).toEqual([
      app,
    ]);
    expect(await gone()).toEqual([oath, phone]);
  });

  test("one that was registered anew isn't taken for the old one, although its id is the same", async () => {
    const plan = planFrom(
      await drafted(tenant, removeSignInMethods, marta),
      removeSignInMethods,
      marta,
    );
    await tenant.world("authenticationMethods", `${marta.id}/${phone}`, {
      createdDateTime: new Date().toISOString(),
    });
    const answers = await removeSignInMethods.apply(tenant.context, marta, plan);
    expect(answers.find(({ id }) => id === phone)?.state).toBe("failed");
    expect(await gone()).not.toContain(phone);
  });

  test("one that came after the request is told as new, and isn't the old one again", async () => {
    const { plan, since } = await ran(tenant, removeSignInMethods, marta, app);
    const enrol = (id: string, createdDateTime: string) =>
      tenant.world("authenticationMethods", `${marta.id}/${id}`, {
        "@odata.type": "#microsoft.graph.phoneAuthenticationMethod",
        id,
        phoneNumber: "+49 30 5550100",
        phoneType: "mobile",
        createdDateTime,
        _userId: marta.id,
        _key: `${marta.id}/${id}`,
      });
    const look = () => removeSignInMethods.observe(tenant.context, marta, { plan, since });
    await enrol(phone, new Date(Date.parse(since) + 60_000).toISOString());
    const anew = (await look()).find(({ id }) => id === phone);
    expect(anew).toMatchObject({
      state: "observed",
      why: expect.stringContaining("Registered anew since"),
    });
    await enrol(phone, new Date(Date.parse(since) - 60_000).toISOString());
    expect((await look()).find(({ id }) => id === phone)?.state).toBe("not observed");
    await enrol("another-phone", new Date().toISOString());
    const others = await look();
    expect(others.every(({ why }) => why.includes("Not in the plan: Phone another-phone"))).toBe(
      true,
    );
    expect(JSON.stringify(others)).not.toContain(`Not in the plan: Microsoft Authenticator ${app}`);
  });

  test("doing it again changes nothing: gone is gone", async () => {
    const { plan } = await ran(tenant, removeSignInMethods, marta);
    const again = await removeSignInMethods.apply(tenant.context, marta, plan);
    expect(new Set(states(again))).toEqual(new Set(["accepted"]));
    expect(await gone()).toHaveLength(4);
  });

  test("no answer for one leaves that one unknown and goes on", async () => {
    const plan = planFrom(
      await drafted(tenant, removeSignInMethods, marta),
      removeSignInMethods,
      marta,
    );
    const pathPattern = "/users/*/authentication/softwareOathMethods/*";
    await tenant.fault({ match: { method: "DELETE", pathPattern }, kind: "503" });
    const answers = await removeSignInMethods.apply(tenant.context, marta, plan);
    expect(answers.find(({ id }) => id === oath)?.state).toBe("unknown");
    expect(await gone()).not.toContain(oath);
  });
});

test.each([
  ["a guest", seedIds.guest, "guest"],
  ["an emergency account", seedIds.breakGlass, "emergency"],
])("is for people for %s", async (_what, id, why) => {
  expect(reasonIn(await previewed(tenant, removeSignInMethods, subject(id)))).toContain(why);
});

test("is for people where methods can't be read", async () => {
  const pathPattern = "/users/*/authentication/methods";
  await tenant.fault({ match: { method: "GET", pathPattern }, kind: "403" });
  expect(reasonIn(await previewed(tenant, removeSignInMethods, marta))).toContain("can't read");
});
