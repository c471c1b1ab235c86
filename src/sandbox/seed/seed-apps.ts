import { type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

/** The malicious app, Cordon's own, Microsoft Graph, and an honest app. */
export const seedServicePrincipals = (): Table =>
  keyed(
    [
      {
        id: seedIds.mailSyncPro,
        appId: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
        displayName: "Mail Sync Pro",
        accountEnabled: true,
        appOwnerOrganizationId: "99999999-8888-4777-8666-555555555555",
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        servicePrincipalType: "Application",
        replyUrls: ["https://mailsyncpro.example/callback"],
        tags: [],
      },
      {
        id: seedIds.containmentPrincipal,
        appId: seedIds.client,
        displayName: "Cordon containment",
        accountEnabled: true,
        appOwnerOrganizationId: seedIds.tenant,
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        servicePrincipalType: "Application",
        replyUrls: [],
        tags: [],
      },
      {
        id: seedIds.graphServicePrincipal,
        appId: "00000003-0000-0000-c000-000000000000",
        displayName: "Microsoft Graph",
        accountEnabled: true,
        appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        servicePrincipalType: "Application",
        replyUrls: [],
        tags: [],
      },
      {
        id: "f4b6a7d8-29ec-4501-96b5-c30805a61619",
        appId: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a113",
        displayName: "Travel Desk",
        accountEnabled: true,
        appOwnerOrganizationId: seedIds.tenant,
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        servicePrincipalType: "Application",
        replyUrls: ["https://travel.contoso.example/signin"],
        tags: [],
      },
    ],
    "id",
  );

/** Marta's consent to the malicious app, and an innocent one. */
export const seedGrants = (): Table =>
  keyed(
    [
      {
        id: seedIds.maliciousGrant,
        clientId: seedIds.mailSyncPro,
        consentType: "Principal",
        principalId: seedIds.marta,
        resourceId: seedIds.graphServicePrincipal,
        scope: "Mail.ReadWrite offline_access",
      },
      {
        id: seedIds.innocentGrant,
        clientId: "f4b6a7d8-29ec-4501-96b5-c30805a61619",
        consentType: "Principal",
        principalId: seedIds.marta,
        resourceId: seedIds.graphServicePrincipal,
        scope: "openid profile User.Read",
      },
    ],
    "id",
  );

/** Marta is assigned to the honest app. */
export const seedAppRoleAssignments = (now: Date): Table =>
  keyed(
    [
      {
        id: "HgDHZK2pb0Wc1l8wUkV0cM-marta-travel",
        appRoleId: "00000000-0000-0000-0000-000000000000",
        createdDateTime: minutesBefore(now, 300 * day),
        principalDisplayName: "Marta Oliveira",
        principalId: seedIds.marta,
        principalType: "User",
        resourceDisplayName: "Travel Desk",
        resourceId: "f4b6a7d8-29ec-4501-96b5-c30805a61619",
      },
    ],
    "id",
  );

/** Microsoft 365 E5: the tenant has Entra ID P2. */
export const seedSkus = (): Table =>
  keyed(
    [
      {
        id: `${seedIds.tenant}_06ebc4ee-1bb5-47dd-8120-11324bc54e06`,
        accountId: seedIds.tenant,
        accountName: "Contoso",
        appliesTo: "User",
        capabilityStatus: "Enabled",
        consumedUnits: 14,
        prepaidUnits: { enabled: 25, suspended: 0, warning: 0, lockedOut: 0 },
        skuId: "06ebc4ee-1bb5-47dd-8120-11324bc54e06",
        skuPartNumber: "SPE_E5",
        subscriptionIds: [],
        servicePlans: [
          "AAD_PREMIUM:41781fb2-bc02-4b7c-bd55-b576c07bb09d",
          "AAD_PREMIUM_P2:eec0eb4f-6444-4f95-aba0-50c24d67f998",
          "EXCHANGE_S_ENTERPRISE:efb87545-963c-4e0d-99df-69c6916d9eb0",
          "SHAREPOINTENTERPRISE:5dbe027f-2339-4123-9542-606e4d348a72",
          "WINDEFATP:871d91ec-ec1a-452b-a83f-bd76c7d770ef",
          "ATA:14ab5db5-e6c4-4b20-b4bc-13e36fd2227f",
          "THREAT_INTELLIGENCE:8e0c0a52-6a6c-4d40-8370-dd62790dcd70",
          "MTP:bf28f719-7844-4079-9c78-c1307898e192",
          "M365_ADVANCED_AUDITING:2f442157-a11c-46b9-ae5b-6e39ff4e5849",
        ].map((plan) => {
          const [servicePlanName = "", servicePlanId = ""] = plan.split(":");
          return {
            servicePlanName,
            servicePlanId,
            provisioningStatus: "Success",
            appliesTo: "User",
          };
        }),
      },
    ],
    "id",
  );
