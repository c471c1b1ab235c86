import { describe, expect, test } from "@jest/globals";
import { type Need } from "../../../src/actions/permissions.ts";
import { diagnose } from "../../../src/application/doctor/diagnose.ts";
import { type Check, type Facts } from "../../../src/application/doctor/facts.ts";

const principalId = "11111111-1111-4111-8111-111111111111";
const graphId = "22222222-2222-4222-8222-222222222222";
const [end, see, more] = ["User.RevokeSessions.All", "AuditLog.Read.All", "Mail.Send"];

const need = (changes: Partial<Need> = {}): Need => ({
  id: "end-sessions",
  code: "C3",
  title: "End sessions",
  permissions: {
    least: [end],
    optional: [{ name: see, for: "who did it" }],
    role: "User Administrator",
  },
  licences: ["Entra ID P2"],
  ...changes,
});

const grant = (name: string) => ({
  assignmentId: `a-${name}`,
  resourceId: graphId,
  roleId: `id-${name}`,
});

const whole: Facts = {
  identity: { appId: "app", principalId },
  resources: [
    {
      name: "Microsoft Graph",
      id: graphId,
      roles: [end, see, more].map((name) => ({ name, id: `id-${name}` })),
    },
    { name: "Office 365 Exchange Online", id: undefined, roles: [] },
  ],
  granted: [grant(end), grant(see)],
  roles: ["User Administrator"],
  roleIds: [{ name: "User Administrator", id: "role-1" }],
  plans: ["AAD_PREMIUM_P2"],
  checks: [],
  unread: [],
};

const first = (facts: Partial<Facts>, needs: readonly Need[] = [need()]) => {
  const diagnosis = diagnose({ ...whole, ...facts }, needs);
  return { ...diagnosis, finding: diagnosis.findings[0] };
};

describe("the doctor", () => {
  test("finds nothing where everything is there", () => {
    expect(first({})).toMatchObject({
      outcome: "whole",
      counts: { works: 1, "in part": 0, not: 0, unknown: 0 },
      excess: [],
      fixes: [],
    });
  });

  test("says what can't work without a permission, and what to post, word for word", () => {
    const { outcome, finding, fixes } = first({ granted: [grant(see)] });
    expect({ outcome, finding }).toMatchObject({
      outcome: "lacking",
      finding: { verdict: "not", missing: [end] },
    });
    const body = { principalId, resourceId: graphId, appRoleId: `id-${end}` };
    const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`;
    expect(fixes).toMatchObject([
      { brings: ["end-sessions"], graph: { method: "POST", path, body } },
    ]);
    expect(fixes[0]?.shell[0]).toContain(JSON.stringify(body));
    expect(fixes[0]?.shell[1]).toContain(`-AppRoleId id-${end}`);
  });

  test("says what it can't see without an optional one", () => {
    expect(first({ granted: [grant(end)] })).toMatchObject({
      outcome: "lacking",
      finding: { verdict: "in part", missing: [], blind: [{ name: see, for: "who did it" }] },
    });
  });

  test("says which Entra role and which licence is missing", () => {
    const { finding, fixes } = first({ roles: [], plans: ["AAD_PREMIUM"] });
    expect(finding).toMatchObject({
      verdict: "not",
      role: "User Administrator",
      licences: ["Entra ID P2"],
    });
    expect(fixes).toMatchObject([
      {
        graph: {
          path: "/v1.0/roleManagement/directory/roleAssignments",
          body: { principalId, roleDefinitionId: "role-1", directoryScopeId: "/" },
        },
      },
    ]);
  });

  test("says what is more than needed, by name and assignment", () => {
    const granted = [grant(end), grant(see), grant(more)];
    const { excess, outcome } = first({ granted });
    expect(excess).toEqual([{ name: more, assignmentId: `a-${more}` }]);
    expect(outcome).toBe("whole");
  });

  test("takes the same name of another service for another permission", () => {
    const resources = [
      { name: "WindowsDefenderATP" as const, id: graphId, roles: [{ name: end, id: `id-${end}` }] },
    ];
    expect(first({ resources }).finding).toMatchObject({ verdict: "not", missing: [end] });
  });

  test("never takes a list that couldn't be read for an empty one", () => {
    const blind = first({ granted: undefined });
    expect(blind).toMatchObject({
      outcome: "unexamined",
      finding: { verdict: "unknown" },
      fixes: [],
    });
    expect(first({ plans: undefined }).finding).toMatchObject({ verdict: "unknown", licences: [] });
    expect(first({ roles: undefined })).toMatchObject({ outcome: "unexamined" });
  });

  test("says so where a service or an id isn't there, instead of a call that can't work", () => {
    const { fixes } = first({}, [need({ permissions: { least: ["Exchange.ManageAsApp"] } })]);
    expect(fixes).toMatchObject([{ graph: undefined }]);
    expect(fixes[0]?.shell.join()).toContain("no service principal of Office 365 Exchange Online");
  });

  test("a check that doesn't work is something missing; one that is off isn't", () => {
    const check = { id: "bot", title: "Bot", says: "", fix: [] };
    expect(first({ checks: [{ ...check, state: "not" }] }).outcome).toBe("lacking");
    expect(first({ checks: [{ ...check, state: "off" }] }).outcome).toBe("whole");
  });

  const checkOf = (id: string, state: Check["state"]): Check => ({
    ...{ id, state, title: id, says: "", fix: [] },
  });
  const exchangeFacts = {
    resources: [
      {
        name: "Office 365 Exchange Online" as const,
        id: graphId,
        roles: [{ name: "Exchange.ManageAsApp", id: "id-exchange" }],
      },
    ],
    granted: [{ assignmentId: "a", resourceId: graphId, roleId: "id-exchange" }],
  };
  const least = need({ permissions: { least: ["Exchange.ManageAsApp"] }, licences: [] });
  const useful = need({
    permissions: { least: [], optional: [{ name: "Exchange.ManageAsApp", for: "rules" }] },
    licences: [],
  });

  test.each([
    ["works", "works", "works"],
    ["off", "not", "in part"],
    ["not", "not", "in part"],
    ["unknown", "unknown", "unknown"],
  ] as const)("where the service is %s, what needs it is %s", (state, verdict, partly) => {
    const facts = { ...exchangeFacts, checks: [checkOf("exchange", state)] };
    const { findings, fixes } = first(facts, [least, useful]);
    expect(findings.map((finding) => finding.verdict)).toEqual([verdict, partly]);
    expect(fixes).toEqual([]);
  });

  test("another service that is off takes nothing away", () => {
    const facts = { ...exchangeFacts, checks: [checkOf("defender", "off")] };
    expect(first(facts, [least]).finding?.verdict).toBe("works");
  });

  test("what seals a secret doesn't work without the page", () => {
    const seals = { ...need(), seals: true as const };
    const verdictAt = (state: Check["state"]) =>
      first({ checks: [checkOf("console", state)] }, [seals]).finding?.verdict;
    expect([verdictAt("works"), verdictAt("off"), verdictAt("unknown")]).toEqual([
      "works",
      "not",
      "unknown",
    ]);
  });
});
