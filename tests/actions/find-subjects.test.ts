import { expect, test } from "@jest/globals";
import { findSubjects } from "../../src/actions/find-subjects.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const find = (query: string) => findSubjects(tenant.context, query);
const idsOf = async (query: string) => (await find(query)).map(({ id }) => id as string);

test.each([
  ["an object id", seedIds.marta],
  ["an object id in capitals", seedIds.marta.toUpperCase()],
  ["an address", "marta.oliveira@contoso.example"],
  ["an address in other letters", " Marta.Oliveira@CONTOSO.example "],
  ["a whole name", "Marta Oliveira"],
  ["the beginning of a name", "marta ol"],
  ["the beginning of an address", "marta.o"],
])("finds one person by %s", async (_what, query) => {
  expect(await find(query)).toEqual([
    {
      kind: "user",
      id: seedIds.marta,
      name: "Marta Oliveira",
      address: "marta.oliveira@contoso.example",
      about: "member, enabled, cloud-only, Finance",
    },
  ]);
});

test("finds a guest by the mail address and by the name with a hash", async () => {
  expect(await idsOf("rui.tavares@partner.example")).toEqual([seedIds.guest]);
  const [guest] = await find("rui.tavares_partner.example#EXT#@contoso.example");
  expect(guest).toMatchObject({ id: seedIds.guest, about: "guest, enabled, cloud-only" });
});

test("gives both of two people with one name, so that people choose", async () => {
  const found = await find("jonas berg");
  expect(found.map(({ about }) => about)).toEqual([
    "member, enabled, cloud-only, Sales",
    "member, enabled, cloud-only, Legal",
  ]);
});

test("says synced and disabled", async () => {
  expect((await find("Nils Holm"))[0]?.about).toBe("member, enabled, synced from AD, Operations");
  expect((await find("Accounts Payable"))[0]?.about).toContain("disabled");
});

test.each([
  "",
  "   ",
  "nobody of this name",
  "11111111-2222-4333-8444-555555555555",
  "O'Brien",
  "x' or startswith(displayName,'",
  "') or true eq true or ('",
  "a&$filter=true",
  "%27%20or%20true",
  "../users",
  "name\u0000",
  "line\nbreak",
  "a".repeat(257),
])("finds nobody for %j, and asks for nothing else", async (query) => {
  expect(await find(query)).toEqual([]);
});

test("asks the tenant for what was written, whole", async () => {
  await find("a&b#c+d%'e");
  const query = (await tenant.requests()).at(-1)?.query ?? "";
  const filter = new URLSearchParams(query).get("$filter");
  expect(filter).toBe(
    "startswith(displayName,'a&b#c+d%''e') or startswith(userPrincipalName,'a&b#c+d%''e')",
  );
});

test("gives at most ten", async () => {
  const graph = {
    ...tenant.context.graph,
    list: (_path: string, limit = 1_000) => {
      const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
      const values = Array.from({ length: 30 }, (_, n) => ({ id: id(n) })).slice(0, limit);
      return Promise.resolve({ values, complete: false });
    },
  };
  expect(await findSubjects({ graph }, "a")).toHaveLength(10);
});

test("a tenant that is down isn't nobody", async () => {
  await tenant.fault({ match: { pathPattern: "/users" }, kind: "500" });
  await expect(find("Marta")).rejects.toMatchObject({ kind: "unavailable" });
});
