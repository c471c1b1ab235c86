/**
 * What Graph v1.0 returns for a user without `$select` (graph.md 2.5).
 */
export const defaultUserProperties = [
  "id",
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
] as const;

/** Every structural property of `microsoft.graph.user` in the v1.0 metadata. */
export const userProperties: ReadonlySet<string> = new Set(
  `id deletedDateTime aboutMe accountEnabled ageGroup assignedLicenses assignedPlans authorizationInfo
  birthday businessPhones city companyName consentProvidedForMinor country createdDateTime creationType
  customSecurityAttributes department displayName employeeHireDate employeeId employeeLeaveDateTime
  employeeOrgData employeeType externalUserState externalUserStateChangeDateTime faxNumber givenName
  hireDate identities imAddresses interests isManagementRestricted isResourceAccount jobTitle
  lastPasswordChangeDateTime legalAgeGroupClassification licenseAssignmentStates mail mailboxSettings
  mailNickname mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName
  onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime
  onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier
  onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile
  pastProjects postalCode preferredDataLocation preferredLanguage preferredName provisionedPlans
  proxyAddresses responsibilities schools securityIdentifier serviceProvisioningErrors
  showInAddressList signInActivity signInSessionsValidFromDateTime skills state streetAddress surname
  usageLocation userPrincipalName userType`.split(/\s+/),
);
