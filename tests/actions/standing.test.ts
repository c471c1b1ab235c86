import { describe, expect, test } from "@jest/globals";
import { readStandings } from "../../src/actions/standing.ts";
import { objectId, type ObjectId } from "../../src/core/shared/ids.ts";
import { playgroundPeople, seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const gone = "11111111-2222-4333-8444-555555555555";
const ids = (list: readonly string[]): readonly ObjectId[] => list.map((id) => objectId.parse(id));
const read = async (...list: readonly string[]) => [
  ...(await readStandings(tenant.context, ids(list))).values(),
];

describe("an account stands as", () => {
  test.each([
    ["a member", seedIds.marta, "member"],
    ["a guest", seedIds.guest, "guest"],
    ["a member by type that another organisation signs in", seedIds.b2bMember, "external"],
    ["disabled", seedIds.disabled, "disabled"],
    ["deleted", gone, "gone"],
  ])("%s", async (_what, id, standing) => {
    expect(await read(id)).toEqual([standing]);
  });

  test.each([
    ["the name without its mark", { userPrincipalName: "lena.vogt@contoso.example" }, "external"],
    ["the mark in the name alone", { externalUserState: null, creationType: null }, "external"],
    [
      "the invitation alone",
      { externalUserState: null, userPrincipalName: "lena.vogt@contoso.example" },
      "external",
    ],
    ["no type", { userType: null }, "guest"],
    ["no flag", { accountEnabled: null }, "disabled"],
  ])("an outsider still with %s", async (_what, set, standing) => {
    await tenant.world("users", seedIds.b2bMember, set);
    expect(await read(seedIds.b2bMember)).toEqual([standing]);
  });

  test("gone as soon as it is deleted, disabled as soon as it is", async () => {
    const [ana, jon] = playgroundPeople;
    expect(await read(ana.id, jon.id)).toEqual(["member", "member"]);
    await tenant.world("users", ana.id, null);
    await tenant.world("users", jon.id, { accountEnabled: false });
    expect(await read(ana.id, jon.id)).toEqual(["gone", "disabled"]);
  });
});

test("the six people of the Playground are members, read in one request", async () => {
  const six = playgroundPeople.map(({ id }) => id);
  expect(await read(...six)).toEqual(six.map(() => "member"));
  const asked = (await tenant.requests()).filter(({ path }) => path === "/v1.0/users");
  // The tenant's pages hold five.
  expect(asked.filter(({ query }) => !query.includes("skiptoken"))).toHaveLength(1);
});

test("more than fifteen are read in several requests, each once, in the order asked for", async () => {
  const strangers = Array.from(
    { length: 20 },
    (_, n) => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`,
  );
  const all = [...strangers, seedIds.marta, seedIds.marta, seedIds.guest];
  expect(await read(...all)).toEqual([...strangers.map(() => "gone"), "member", "guest"]);
  const asked = (await tenant.requests()).filter(({ path }) => path === "/v1.0/users");
  expect(asked).toHaveLength(2);
});

test("nobody is asked for where there is nobody", async () => {
  expect(await read()).toEqual([]);
  expect(await tenant.requests()).toEqual([]);
});

test.each(["403", "500"])("a tenant that answers %s says nothing about anybody", async (kind) => {
  await tenant.fault({ match: { pathPattern: "/users" }, kind, times: 9 });
  await expect(read(seedIds.marta, gone)).rejects.toMatchObject({ name: "TenantFault" });
});

test("an answer in another shape is a fault, not an empty list", async () => {
  const list = () => Promise.resolve({ values: [{ id: 7 }], complete: true });
  const graph = { ...tenant.graph, list };
  await expect(readStandings({ graph }, ids([gone]))).rejects.toMatchObject({
    code: "UnreadableAnswer",
  });
});
