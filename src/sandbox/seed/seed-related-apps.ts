import { type Table } from "../state.ts";
import { keyed } from "./keyed.ts";

/** "Payslip Portal": nobody consented yet. It comes from where Mail Sync Pro comes from. */
export const relatedAppId = "f4b6a7d8-29ec-4501-96b5-c30805a6161b";

/** An app of the attacker's that waits for its first consent. */
export const seedRelatedApps = (): Table =>
  keyed(
    [
      {
        id: relatedAppId,
        appId: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a114",
        displayName: "Payslip Portal",
        accountEnabled: true,
        appOwnerOrganizationId: "99999999-8888-4777-8666-555555555555",
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        servicePrincipalType: "Application",
        signInAudience: "AzureADMultipleOrgs",
        replyUrls: ["https://mailsyncpro.example/payslip"],
        tags: [],
        passwordCredentials: [],
        keyCredentials: [],
      },
    ],
    "id",
  );
