import { type Row, type Table } from "../state.ts";
import { keyed } from "./keyed.ts";
import { playgroundPeople, seedIds } from "./seed-ids.ts";
import { roleTemplates } from "./role-templates.ts";

/** Ids of groups and of the tenant's copies of built-in roles. */
const ids = {
  allStaff: "20a1b2c3-d4e5-4f60-8172-839405a6b701",
  finance: "20a1b2c3-d4e5-4f60-8172-839405a6b702",
  payments: "20a1b2c3-d4e5-4f60-8172-839405a6b703",
  globalAdminRole: "20a1b2c3-d4e5-4f60-8172-839405a6b704",
  privilegedRoleAdminRole: "20a1b2c3-d4e5-4f60-8172-839405a6b705",
  exchangeAdminRole: "20a1b2c3-d4e5-4f60-8172-839405a6b709",
  userAdminRole: "20a1b2c3-d4e5-4f60-8172-839405a6b70a",
  privilegedAuthenticationRole: "20a1b2c3-d4e5-4f60-8172-839405a6b70b",
  tierZero: "20a1b2c3-d4e5-4f60-8172-839405a6b707",
  ownedApp: "20a1b2c3-d4e5-4f60-8172-839405a6b706",
} as const;

const {
  globalAdministrator,
  privilegedRoleAdministrator,
  privilegedAuthenticationAdministrator,
  exchangeAdministrator,
  userAdministrator,
} = roleTemplates;

const group = (id: string, displayName: string, takesRoles = false): Row => ({
  "@odata.type": "#microsoft.graph.group",
  id,
  displayName,
  description: null,
  groupTypes: [],
  mailEnabled: false,
  securityEnabled: true,
  isAssignableToRole: takesRoles ? true : null,
});

const role = (id: string, displayName: string, roleTemplateId: string): Row => ({
  "@odata.type": "#microsoft.graph.directoryRole",
  id,
  displayName,
  description: displayName,
  roleTemplateId,
});

/** Groups, active directory roles and one application that Marta owns. */
export const seedDirectoryObjects = (): Table =>
  keyed(
    [
      group(ids.allStaff, "All Staff"),
      group(ids.finance, "Finance"),
      group(ids.payments, "Payments Approvers"),
      group(ids.tierZero, "Tier 0 Operators", true),
      group(seedIds.onCallGroup, "IR on call"),
      group(seedIds.globalAdminGroup, "Global Administrators", true),
      role(ids.globalAdminRole, "Global Administrator", globalAdministrator),
      role(
        ids.privilegedRoleAdminRole,
        "Privileged Role Administrator",
        privilegedRoleAdministrator,
      ),
      role(ids.exchangeAdminRole, "Exchange Administrator", exchangeAdministrator),
      role(ids.userAdminRole, "User Administrator", userAdministrator),
      role(
        ids.privilegedAuthenticationRole,
        "Privileged Authentication Administrator",
        privilegedAuthenticationAdministrator,
      ),
      {
        "@odata.type": "#microsoft.graph.application",
        id: ids.ownedApp,
        appId: "30b1c2d3-e4f5-4061-8273-94a5b6c7d801",
        displayName: "Invoice Import",
        _ownerId: seedIds.marta,
      },
    ],
    "id",
  );

const [, jon, , , sam, ines] = playgroundPeople;
const onCallPeople = [sam, ines, jon];

/** Who is in what. Finance is itself a member of All Staff, so that transitive lists differ. */
export const seedMemberships = (): Table => {
  const pairs: readonly (readonly [string, string])[] = [
    [seedIds.marta, ids.finance],
    [seedIds.marta, ids.payments],
    [ids.finance, ids.allStaff],
    [seedIds.globalAdmin, ids.allStaff],
    [seedIds.globalAdmin, ids.globalAdminRole],
    [seedIds.breakGlass, ids.globalAdminRole],
    [seedIds.secondGlobalAdmin, ids.globalAdminRole],
    [seedIds.groupGlobalAdmin, seedIds.globalAdminGroup],
    [seedIds.globalAdminGroup, ids.globalAdminRole],
    [seedIds.exchangeAdmin, ids.exchangeAdminRole],
    [seedIds.containmentPrincipal, ids.userAdminRole],
    [seedIds.containmentPrincipal, ids.privilegedAuthenticationRole],
    ...playgroundPeople.map(({ id }) => [id, ids.allStaff] as const),
    ...onCallPeople.map(({ id }) => [id, seedIds.onCallGroup] as const),
    [ids.tierZero, seedIds.onCallGroup],
  ];
  const rows = pairs.map(([memberId, containerId]) => ({
    id: `${memberId}/${containerId}`,
    memberId,
    containerId,
  }));
  return keyed(rows, "id");
};

const assignment = (
  id: string,
  principalId: string,
  roleDefinitionId: string = globalAdministrator,
): Row => ({ id, principalId, roleDefinitionId, directoryScopeId: "/" });

/**
 * Four Global Administrators, one of them through a group and one for emergencies; an Exchange Administrator; and what an
 * operator gives the containment identity, so that administrators can be contained as well.
 */
export const seedRoleAssignments = (): Table =>
  keyed(
    [
      assignment("lAPpYvVpN0KRkAEhdxReEK-olga-1", seedIds.globalAdmin),
      assignment("lAPpYvVpN0KRkAEhdxReEK-break-1", seedIds.breakGlass),
      assignment("lAPpYvVpN0KRkAEhdxReEK-karin-1", seedIds.secondGlobalAdmin),
      assignment("lAPpYvVpN0KRkAEhdxReEK-group-1", seedIds.globalAdminGroup),
      assignment("3ywjKSOT_UKt4h0JevPk3K-dana-1", seedIds.exchangeAdmin, exchangeAdministrator),
      assignment(seedIds.userAdministratorGrant, seedIds.containmentPrincipal, userAdministrator),
      assignment(
        seedIds.privilegedAuthenticationGrant,
        seedIds.containmentPrincipal,
        privilegedAuthenticationAdministrator,
      ),
    ],
    "id",
  );

/** Olga may make herself Privileged Role Administrator. */
export const seedRoleEligibilities = (): Table =>
  keyed(
    [
      {
        id: "uBphx7iJwkiU4WAhOrH4FK-olga-1-e",
        principalId: seedIds.globalAdmin,
        roleDefinitionId: privilegedRoleAdministrator,
        directoryScopeId: "/",
        appScopeId: null,
        memberType: "Direct",
        startDateTime: null,
        endDateTime: null,
        roleEligibilityScheduleId: "uBphx7iJwkiU4WAhOrH4FK-olga-1",
      },
    ],
    "id",
  );

/** She may join the group to which roles are given, too. */
export const seedGroupEligibilities = (): Table =>
  keyed(
    [
      {
        id: `${ids.tierZero}_member_olga`,
        principalId: seedIds.globalAdmin,
        groupId: ids.tierZero,
        accessId: "member",
        memberType: "direct",
        startDateTime: null,
        endDateTime: null,
        eligibilityScheduleId: `${ids.tierZero}_member_olga-1`,
      },
    ],
    "id",
  );
