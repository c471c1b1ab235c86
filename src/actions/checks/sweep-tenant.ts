import { type ManualCheck } from "../library.ts";

/** X11: an intruder who had time left more than one way back in. */
export const sweepTenant: ManualCheck = {
  id: "sweep-tenant",
  code: "X11",
  title: "Sweep the tenant for ways back in",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "cloud-security",
  permissions: { least: [] },
  phase: "eradication",
  asks: "Which rules, exclusions, apps, federations, guests and devices came during the incident, and is each judged?",
  byHand:
    "Evidence E8 holds the state; compare with the audit log since the first sign. 1. Entra: Users and Groups by creation date; Roles, assignments active and eligible; Conditional Access, policies, exclusions and named locations; External identities, cross-tenant access; Get-MgDomain, then Get-MgDomainFederationConfiguration -DomainId <domain> for an issuer that isn't yours. 2. Apps: new applications, credentials and owners, consents by administrators. 3. Exchange: Get-TransportRule, Get-InboundConnector, Get-OutboundConnector, Get-RemoteDomain, Get-JournalRule, Get-RoleGroup. 4. Intune: new devices and scripts. 5. Azure: role assignments at root and subscriptions. Remove with “incident step add remove-rogue-object <what>”. Write here each finding, its id and what became of it.",
};
