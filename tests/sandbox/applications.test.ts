import { z } from "zod/v4";
import { describe, expect, test } from "@jest/globals";
import { appSeedIds } from "../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { codeOf, ledgerOf, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const rig = rigForFile();

const application = `/applications/${appSeedIds.application}`;
const principal = `/servicePrincipals/${appSeedIds.servicePrincipal}`;
const missing = "11111111-2222-4333-8444-555555555555";

describe("secrets", () => {
  test.each([
    [application, appSeedIds.rogueSecret],
    [principal, appSeedIds.roguePrincipalSecret],
  ])("of %s are removed once, by key id", async (path, keyId) => {
    const remove = () => rig.graph("POST", `${path}/removePassword`, { keyId });
    expect((await remove()).status).toBe(204);
    const again = await remove();
    expect([again.status, codeOf(again)]).toEqual([400, "Request_BadRequest"]);
    expect(JSON.stringify((await rig.graph("GET", path)).body)).not.toContain(keyId);
    expect(await ledgerOf(rig)).toHaveLength(1);
  });

  test("are refused without a key id, and of nothing", async () => {
    for (const body of [{}, { keyId: "x" }, { keyId: missing, proof: "y" }]) {
      expect((await rig.graph("POST", `${application}/removePassword`, body)).status).toBe(400);
    }
    const nowhere = `/applications/${missing}/removePassword`;
    expect((await rig.graph("POST", nowhere, { keyId: missing })).status).toBe(404);
  });

  test("are shown when added and never again, and not in the ledger", async () => {
    const passwordCredential = { displayName: "new" };
    const made = await rig.graph("POST", `${application}/addPassword`, { passwordCredential });
    const secret = textOf(made.body, "secretText");
    expect(made.status).toBe(200);
    expect(secret.length).toBeGreaterThan(10);
    expect(JSON.stringify((await rig.graph("GET", application)).body)).not.toContain(secret);
    expect(JSON.stringify(await ledgerOf(rig))).not.toContain(secret);
  });
});

const keys = z.array(z.record(z.string(), z.json()));

describe("certificates", () => {
  const read = async () => {
    const { body } = await rig.graph("GET", `${application}?$select=keyCredentials`);
    return keys.parse(body["keyCredentials"]);
  };
  const patch = (keyCredentials: unknown) => rig.graph("PATCH", application, { keyCredentials });

  test("have their public key only when they are asked for", async () => {
    const listed = JSON.stringify((await rig.graph("GET", application)).body);
    expect(listed).toContain('"key":null');
    expect(JSON.stringify(await read())).not.toContain('"key":null');
  });

  test("are replaced as a whole", async () => {
    const [good] = await read();
    expect((await patch([good])).status).toBe(204);
    expect(await read()).toEqual([good]);
    expect((await patch([])).status).toBe(204);
    expect(await read()).toEqual([]);
  });

  test("aren't sent back without their key or changed", async () => {
    const [good] = await read();
    for (const wrong of [{ ...good, key: null }, { ...good, displayName: "x" }, { keyId: "x" }]) {
      expect((await patch([wrong])).status).toBe(400);
    }
    const secrets = { passwordCredentials: [] };
    expect((await rig.graph("PATCH", application, secrets)).status).toBe(400);
    expect(await ledgerOf(rig)).toEqual([]);
  });
});

describe("federated credentials and owners", () => {
  const path = `${application}/federatedIdentityCredentials`;

  test("are listed, deleted once and made again under a new id", async () => {
    const [rogue] = valueOf(await rig.graph("GET", path));
    const one = `${path}/${appSeedIds.rogueFederation}`;
    expect((await rig.graph("DELETE", one)).status).toBe(204);
    expect((await rig.graph("DELETE", one)).status).toBe(404);
    const { issuer = "", subject = "", audiences = [], name = "" } = rogue ?? {};
    const again = { name, issuer, subject, audiences };
    const made = await rig.graph("POST", path, again);
    expect(made.status).toBe(201);
    expect(textOf(made.body, "id")).not.toBe(appSeedIds.rogueFederation);
    expect((await rig.graph("POST", path, again)).status).toBe(400);
    expect((await rig.graph("POST", path, { name })).status).toBe(400);
  });

  test("are relations: the application doesn't have them as members", async () => {
    const { body } = await rig.graph("GET", application);
    expect(body).not.toHaveProperty("federatedIdentityCredentials");
    expect(valueOf(await rig.graph("GET", `${application}/owners`))).toMatchObject([
      { id: seedIds.marta },
    ]);
    expect(valueOf(await rig.graph("GET", `${principal}/owners`))).toEqual([]);
  });
});

describe("app roles", () => {
  const held = `${principal}/appRoleAssignments`;
  const wanted = {
    principalId: appSeedIds.servicePrincipal,
    resourceId: seedIds.graphServicePrincipal,
    appRoleId: appSeedIds.mailSendRole,
  };

  test("are seen from both ends, deleted once and given again once", async () => {
    const atGraph = `/servicePrincipals/${seedIds.graphServicePrincipal}/appRoleAssignedTo`;
    const [own] = valueOf(await rig.graph("GET", held));
    expect(textOf(own, "id")).toBe(appSeedIds.mailSendAssignment);
    const page = `${atGraph}?$top=999`;
    expect(valueOf(await rig.graph("GET", page))).toContainEqual(own);
    const one = `${held}/${appSeedIds.mailSendAssignment}`;
    expect((await rig.graph("POST", held, wanted)).status).toBe(400);
    expect((await rig.graph("DELETE", one)).status).toBe(204);
    expect((await rig.graph("DELETE", one)).status).toBe(404);
    expect((await rig.graph("POST", held, wanted)).status).toBe(201);
    expect((await rig.graph("POST", held, { ...wanted, principalId: missing })).status).toBe(400);
  });

  test("aren't given to a person who isn't there, or of an app that isn't", async () => {
    const path = `/users/${seedIds.marta}/appRoleAssignments`;
    const own = { ...wanted, principalId: seedIds.marta };
    expect((await rig.graph("POST", path, { ...own, resourceId: missing })).status).toBe(404);
    expect((await rig.graph("POST", `/users/${missing}/appRoleAssignments`, own)).status).toBe(404);
    expect((await rig.graph("POST", path, own)).status).toBe(201);
  });
});

test("the same consent isn't given twice", async () => {
  const grant = {
    clientId: seedIds.mailSyncPro,
    consentType: "Principal",
    principalId: seedIds.marta,
    resourceId: seedIds.graphServicePrincipal,
    scope: "Mail.Read",
  };
  const answer = await rig.graph("POST", "/oauth2PermissionGrants", grant);
  expect([answer.status, codeOf(answer)]).toEqual([409, "Request_MultipleObjectsWithSameKeyValue"]);
});

test("an application isn't disabled like a service principal", async () => {
  const off = { accountEnabled: false };
  expect((await rig.graph("PATCH", application, off)).status).toBe(400);
  expect((await rig.graph("PATCH", principal, off)).status).toBe(204);
  expect((await rig.graph("PATCH", principal, { accountEnabled: "no" })).status).toBe(400);
});

test("groups are found by kind, and one by its id", async () => {
  const filter = encodeURIComponent("groupTypes/any(c:c eq 'Unified')");
  const found = valueOf(await rig.graph("GET", `/groups?$filter=${filter}`));
  expect(found.map((row) => textOf(row, "displayName"))).toContain("Quarter Close");
  expect((await rig.graph("GET", `/groups/${appSeedIds.siteGroup}`)).status).toBe(200);
  expect((await rig.graph("GET", `/groups/${missing}`)).status).toBe(404);
});
