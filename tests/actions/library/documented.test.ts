/** The check of requests against Microsoft's documents finds what is wrong with one. */
import { describe, expect, test } from "@jest/globals";
import { type Json } from "../../../src/sandbox/json.ts";
import { recordedBody } from "../../../src/sandbox/request-log.ts";
import { ownNeeds, permissionNeeds } from "../../../src/actions/permissions.ts";
import { itemsOf, permissionNames, verdictOf } from "../../support/openapi-check.ts";
import { hasSubset, readSubset, type Subset } from "../../support/openapi-subset.ts";
import { library, sayWhySkipped } from "./documented.ts";

const none = { paths: {}, "x-path-aliases": {}, components: { schemas: {} } };
const account = { $ref: "#/components/schemas/account" };
const subset: Subset = {
  "v1.0": {
    paths: {
      "/users/{user-id}": {
        get: {
          parameters: [{ name: "$select", in: "query" }],
          "x-permissions": {
            Application: { least: ["User.Read.All"], all: ["Directory.Read.All"] },
          },
        },
        patch: {
          parameters: [],
          requestBody: { content: { "application/json": { schema: account } } },
        },
      },
      "/users/delta": { get: { parameters: [] } },
      "/users/microsoft.graph.confirm": {
        post: {
          parameters: [],
          "x-appOnlySupported": false,
          requestBody: {
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: {
                    UserIds: { type: "array", items: { type: "string" }, "x-nullable": false },
                  },
                },
              },
            },
          },
        },
      },
    },
    "x-path-aliases": { "/users/confirm": "/users/microsoft.graph.confirm" },
    components: {
      schemas: {
        entity: { type: "object", properties: { id: { type: "string" } } },
        account: {
          type: "object",
          allOf: [{ $ref: "#/components/schemas/entity" }],
          "x-derived": ["guest"],
          properties: {
            enabled: { type: "boolean" },
            kind: { enum: ["member", "guest"] },
            ways: { enum: ["mail", "phone"], "x-ms-enum-flags": {} },
            manager: account,
          },
        },
        guest: { type: "object", properties: { sponsor: { type: "string" } } },
      },
    },
  },
  beta: none,
  docOnly: { "v1.0": [{ method: "GET", path: "/users/{user-id}/root" }] },
  everywhere: { "v1.0": { "/groups/{group-id}": "DELETE,GET" }, beta: {} },
};

const ask = (method: string, path: string, body?: Json, query = "") =>
  verdictOf(subset, { method, version: "v1.0", path, query, body });

describe("a path", () => {
  test.each([
    ["GET", "/users/delta", "known", "/users/delta"],
    ["GET", "/Users/marta", "known", "/users/{user-id}"],
    ["GET", "/users/marta/root", "document only", "/users/{user-id}/root"],
    ["DELETE", "/groups/g", "outside", "/groups/{group-id}"],
    ["DELETE", "/users/marta", "unknown", "/users/marta"],
    ["GET", "/users/marta/secrets", "unknown", "/users/marta/secrets"],
  ])("%s %s is %s", (method, path, kind, template) => {
    expect(ask(method, path)).toMatchObject({ kind, template: `v1.0 ${method} ${template}` });
  });

  test("has the permissions of applications, any of which is enough", () => {
    expect(ask("GET", "/users/marta").permissions).toEqual(["Directory.Read.All", "User.Read.All"]);
    expect(ask("GET", "/users/delta").permissions).toBeUndefined();
  });
});

describe("a body", () => {
  test.each([
    [{ enabled: false, ID: "x", sponsor: "y", "@odata.type": "z", "a@odata.bind": "u" }, []],
    [{ manager: { enabled: null }, kind: "guest", ways: "mail, phone" }, []],
    [{ accountEnabled: false }, [".accountEnabled: unknown property"]],
    [{ enabled: "no" }, ['.enabled: "no" isn\'t boolean']],
    [{ manager: { kind: "owner" } }, ['.manager.kind: "owner" isn\'t one of member, guest']],
    [{ ways: "mail,fax" }, ['.ways: "fax" isn\'t one of mail, phone']],
    [[], [": not an object"]],
  ] as const)("%j has these problems: %j", (body, problems) => {
    expect(ask("PATCH", "/users/marta", body).problems).toEqual(problems);
  });

  test("of an action names its parameters in either case, all of them", () => {
    const ways = "not for applications";
    const confirm = (body: Json) => ask("POST", "/users/confirm", body).problems;
    expect(confirm({ userIds: ["x"] })).toEqual([ways]);
    expect(confirm({ userIds: "x" })).toEqual([".userIds: not a list", ways]);
    expect(confirm({ userIds: [1] })).toEqual([".userIds[0]: 1 isn't string", ways]);
    expect(confirm({})).toEqual(["UserIds: missing", ways]);
  });

  test("isn't sent where none is taken, nor an option that the call doesn't have", () => {
    expect(ask("GET", "/users/marta", { enabled: true }).problems).toEqual([
      "a body, and none is taken",
    ]);
    expect(ask("GET", "/users/marta", undefined, "$select=id&$search=x").problems).toEqual([
      "$search: not an option of this call",
    ]);
  });
});

describe("what is recorded", () => {
  test("is taken out of its batch, and Exchange isn't Graph", () => {
    const requests = [
      { id: "1", method: "PATCH", url: "/users/a", body: { enabled: false } },
      { id: "2", method: "GET", url: "/users/b?$select=id" },
    ];
    const batch = {
      version: "v1.0",
      method: "POST",
      path: "/$batch",
      query: "",
      body: { requests },
    };
    const exchange = { ...batch, version: "", path: "/adminapi/beta/t/InvokeCommand" };
    expect(itemsOf([batch, exchange])).toEqual([
      { version: "v1.0", method: "PATCH", path: "/users/a", query: "", body: { enabled: false } },
      { version: "v1.0", method: "GET", path: "/users/b", query: "$select=id", body: undefined },
    ]);
  });

  test("holds no secret, and keeps its place", () => {
    const profile = { password: "hunter2", forceChangePasswordNextSignIn: true };
    expect(recordedBody({ requests: [{ body: { passwordProfile: profile } }] })).toEqual({
      requests: [{ body: { passwordProfile: { ...profile, password: "(secret)" } } }],
    });
    expect(recordedBody({ newPassword: "x", secretText: "y", name: "z" })).toEqual({
      newPassword: "(secret)",
      secretText: "(secret)",
      name: "z",
    });
  });
});

sayWhySkipped();
(hasSubset ? describe : describe.skip)("a Graph permission of the library", () => {
  test("is one of Graph's", () => {
    const known = permissionNames(readSubset());
    const named = permissionNeeds([...library, ...ownNeeds])
      .filter(({ resource }) => resource === "Microsoft Graph")
      .map(({ name }) => name);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
