import { roleGroupMember } from "../exchange/role-group-cmdlets.ts";
import { type Row, type State, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

/** Fixed ids of what holds for the whole tenant. */
export const tenantWideIds = {
  multifactorPolicy: "41b2c3d4-e5f6-4071-8293-a4b5c6d7e801",
  legacyPolicy: "41b2c3d4-e5f6-4071-8293-a4b5c6d7e802",
  headOffice: "41b2c3d4-e5f6-4071-8293-a4b5c6d7e811",
  remoteOffice: "41b2c3d4-e5f6-4071-8293-a4b5c6d7e812",
} as const;

type Policy = {
  readonly displayName: string;
  readonly excludeUsers: readonly string[];
  readonly clientAppTypes: readonly string[];
  readonly control: string;
  readonly modified: string | null;
};

const policy = (id: string, facts: Policy, now: Date): Row => ({
  id,
  displayName: facts.displayName,
  state: "enabled",
  createdDateTime: minutesBefore(now, 400 * day),
  modifiedDateTime: facts.modified,
  sessionControls: null,
  conditions: {
    clientAppTypes: facts.clientAppTypes,
    applications: { includeApplications: ["All"] },
    users: {
      includeUsers: ["All"],
      excludeUsers: facts.excludeUsers,
      includeGroups: [],
      excludeGroups: [],
      includeRoles: [],
      excludeRoles: [],
      includeGuestsOrExternalUsers: null,
      excludeGuestsOrExternalUsers: null,
    },
  },
  grantControls: {
    operator: "OR",
    builtInControls: [facts.control],
    customAuthenticationFactors: [],
    termsOfUse: [],
  },
});

/** Marta was excluded from multifactor authentication on the day of the compromise: "travel". */
const seedConditionalAccessPolicies = (now: Date): Table =>
  keyed(
    [
      policy(
        tenantWideIds.multifactorPolicy,
        {
          displayName: "Require multifactor authentication for all users",
          excludeUsers: [seedIds.breakGlass, seedIds.marta],
          clientAppTypes: ["all"],
          control: "mfa",
          modified: minutesBefore(now, 1 * day + 100),
        },
        now,
      ),
      policy(
        tenantWideIds.legacyPolicy,
        {
          displayName: "Block legacy authentication",
          excludeUsers: [seedIds.breakGlass],
          clientAppTypes: ["exchangeActiveSync", "other"],
          control: "block",
          modified: null,
        },
        now,
      ),
    ],
    "id",
  );

const location = (id: string, displayName: string, cidrAddress: string, created: string): Row => ({
  "@odata.type": "#microsoft.graph.ipNamedLocation",
  id,
  displayName,
  isTrusted: true,
  createdDateTime: created,
  modifiedDateTime: created,
  ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress }],
});

/** The head office, and the addresses that the attacker signed in from. */
const seedNamedLocations = (now: Date): Table =>
  keyed(
    [
      location(
        tenantWideIds.headOffice,
        "Head office Lisboa",
        "198.51.100.0/24",
        minutesBefore(now, 400 * day),
      ),
      location(
        tenantWideIds.remoteOffice,
        "Remote office",
        "203.0.113.64/27",
        minutesBefore(now, 1 * day + 90),
      ),
    ],
    "id",
  );

const everyone = (target: string, targetType: string): Row => ({
  accessType: "allowed",
  targets: [{ target, targetType }],
});
const open: Row = {
  usersAndGroups: everyone("AllUsers", "user"),
  applications: everyone("AllApplications", "application"),
};

/** Users may consent to apps with few permissions, as new tenants allow it; guests from everywhere. */
const seedPolicies = (): Table => ({
  authorizationPolicy: {
    id: "authorizationPolicy",
    displayName: "Authorization Policy",
    description: "Used to manage authorization related settings across the company.",
    allowInvitesFrom: "adminsGuestInvitersAndAllMembers",
    allowedToUseSSPR: true,
    allowedToSignUpEmailBasedSubscriptions: true,
    allowEmailVerifiedUsersToJoinOrganization: false,
    allowUserConsentForRiskyApps: null,
    blockMsolPowerShell: false,
    guestUserRoleId: "10dae51f-b6af-4016-8d66-8c2a99b929b3",
    defaultUserRolePermissions: {
      allowedToCreateApps: true,
      allowedToCreateSecurityGroups: true,
      allowedToCreateTenants: true,
      allowedToReadBitlockerKeysForOwnedDevice: true,
      allowedToReadOtherUsers: true,
      permissionGrantPoliciesAssigned: [
        "managePermissionGrantsForSelf.microsoft-user-default-low",
        "managePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for-chat",
        "managePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for-team",
      ],
    },
  },
  "crossTenantAccessPolicy/default": {
    isServiceDefault: true,
    inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false },
    b2bCollaborationInbound: open,
    b2bCollaborationOutbound: open,
    automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  },
});

/** The tenant's only domain; its id is the name itself (Graph domain resource). */
const seedDomains = (): Table =>
  keyed(
    [
      {
        id: "contoso.example",
        authenticationType: "Managed",
        availabilityStatus: null,
        isAdminManaged: true,
        isDefault: true,
        isInitial: true,
        isRoot: true,
        isVerified: true,
        passwordNotificationWindowInDays: null,
        passwordValidityPeriodInDays: null,
        supportedServices: ["Email", "OfficeCommunicationsOnline"],
      },
    ],
    "id",
  );

/** Dana runs Exchange: by a directory role and by two role groups of Exchange. */
const seedRoleGroupMembers = (): Table =>
  keyed(
    ["Organization Management", "Recipient Management"].map((group) =>
      roleGroupMember(group, seedIds.exchangeAdmin, "Dana Fox"),
    ),
    "_key",
  );

/** What holds for the whole tenant: Conditional Access, policies, domains, role groups of Exchange. */
export const seedTenantWide = (
  now: Date,
): Pick<
  State,
  "conditionalAccessPolicies" | "namedLocations" | "policies" | "domains" | "roleGroupMembers"
> => ({
  conditionalAccessPolicies: seedConditionalAccessPolicies(now),
  namedLocations: seedNamedLocations(now),
  policies: seedPolicies(),
  domains: seedDomains(),
  roleGroupMembers: seedRoleGroupMembers(),
});
