import { describe, expect, test } from "@jest/globals";
import { ledgerOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

describe("domains", () => {
  const rig = rigForFile();

  test("the tenant keeps the passwords of its own domain", async () => {
    const { status, body } = await rig.graph("GET", "/domains/Contoso.example");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: "contoso.example",
      authenticationType: "Managed",
      isVerified: true,
      isDefault: true,
    });
    const short = await rig.graph("GET", "/domains/contoso.example?$select=authenticationType");
    expect(short.body).toEqual({
      "@odata.context": expect.any(String),
      authenticationType: "Managed",
    });
  });

  test("another domain isn't there, and none can be changed", async () => {
    const missing = await rig.graph("GET", "/domains/partner.example");
    expect(missing.status).toBe(404);
    expect(missing.body).toMatchObject({ error: { code: "Request_ResourceNotFound" } });
    const patch = { authenticationType: "Federated" };
    expect((await rig.graph("PATCH", "/domains/contoso.example", patch)).status).toBe(405);
    expect(await ledgerOf(rig)).toEqual([]);
  });
});
