import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { type Answer, ledgerOf, withdraw } from "./client.ts";
import { rigForFile } from "./rig.ts";

const responses = z.array(
  z.object({
    id: z.string(),
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
);
const byId = (answer: Answer) =>
  new Map(responses.parse(answer.body["responses"]).map((item) => [item.id, item]));
const headers = { "Content-Type": "application/json" };
const disable = (id: string, user: string, more = {}) => ({
  id,
  method: "PATCH",
  url: `/users/${user}`,
  headers,
  body: { accountEnabled: false },
  ...more,
});

describe("$batch", () => {
  const rig = rigForFile();
  const run = (requests: readonly object[]) => rig.graph("POST", "/$batch", { requests });

  test("every item has its own status, and a failed parent fails its children", async () => {
    await withdraw(rig, seedIds.privilegedAuthenticationGrant);
    const answer = await run([
      disable("1", seedIds.marta),
      disable("2", seedIds.globalAdmin),
      disable("3", seedIds.jonasSales, { dependsOn: ["2"] }),
      { id: "4", method: "GET", url: `/users/${seedIds.marta}?$select=accountEnabled` },
    ]);
    expect(answer.status).toBe(200);
    const items = byId(answer);
    const statuses = ["1", "2", "3", "4"].map((id) => items.get(id)?.status);
    expect(statuses).toEqual([204, 403, 424, 200]);
    expect(items.get("4")?.body).toMatchObject({ accountEnabled: false });
    expect(await ledgerOf(rig)).toMatchObject([{ target: { id: seedIds.marta } }]);
  });

  test("answers don't come in the order of the requests", async () => {
    const requests = Array.from({ length: 20 }, (_, at) => ({
      id: String(at),
      method: "GET",
      url: "/subscribedSkus",
    }));
    const order = responses.parse((await run(requests)).body["responses"]).map(({ id }) => id);
    expect(order).not.toEqual(requests.map(({ id }) => id));
    expect(new Set(order).size).toBe(20);
  });

  test("21 items, equal ids, or a body without its type are refused as a whole", async () => {
    const one = { id: "a", method: "GET", url: "/users" };
    const many = Array.from({ length: 21 }, (_, at) => ({ ...one, id: String(at) }));
    const bare = disable("b", seedIds.marta, { headers: {} });
    for (const requests of [many, [one, { ...one, id: "A" }], [bare], []]) {
      expect((await run(requests)).status).toBe(400);
    }
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("a scripted partial batch fails some items and loses others", async () => {
    const match = { method: "POST", pathPattern: "/$batch" };
    const fault = { match, kind: "partial-batch", failing: ["2"], omit: ["3"] };
    await rig.control("POST", "/faults", fault);
    const three = [seedIds.marta, seedIds.jonasSales, seedIds.jonasLegal];
    const items = byId(await run(three.map((user, at) => disable(String(at + 1), user))));
    expect(["1", "2", "3"].map((id) => items.get(id)?.status)).toEqual([204, 429, undefined]);
    const changed = (await ledgerOf(rig)).map(({ target }) => target.id);
    expect(changed).toEqual([seedIds.marta, seedIds.jonasLegal]);
  });

  test("a scripted fault on an item's own path hits that item, with its Retry-After", async () => {
    const match = { pathPattern: `/users/${seedIds.jonasSales}` };
    await rig.control("POST", "/faults", { match, kind: "429", retryAfter: 9 });
    const items = byId(await run([disable("1", seedIds.marta), disable("2", seedIds.jonasSales)]));
    expect(items.get("2")).toMatchObject({ status: 429, headers: { "Retry-After": "9" } });
    expect(items.get("1")?.status).toBe(204);
  });
});
