/** Microsoft's own applications: switching one off or deleting it takes a service from the whole tenant. */

/** Microsoft's two tenants that own its applications; in `appOwnerOrganizationId` of their service principals. */
const microsoftTenants: ReadonlySet<string> = new Set([
  "f8cdef31-a31e-4b4a-93e4-5f571e91255a", // Microsoft Services
  "72f988bf-86f1-41af-91ab-2d7cd011db47", // Microsoft
]);

/**
 * Application ids of Microsoft's own applications that tenants meet most, for answers without the owner's tenant. Source:
 * Microsoft Learn, "Verify first-party Microsoft applications in sign-in reports". The list is not complete: the owner's
 * tenant decides where it is known.
 */
const knownApps: ReadonlySet<string> = new Set([
  "00000002-0000-0000-c000-000000000000", // Windows Azure Active Directory
  "00000003-0000-0000-c000-000000000000", // Microsoft Graph
  "00000009-0000-0000-c000-000000000000", // Power BI Service
  "0000000a-0000-0000-c000-000000000000", // Microsoft Intune
  "0000000c-0000-0000-c000-000000000000", // Microsoft App Access Panel
  "00000002-0000-0ff1-ce00-000000000000", // Office 365 Exchange Online
  "00000003-0000-0ff1-ce00-000000000000", // Office 365 SharePoint Online
  "00000004-0000-0ff1-ce00-000000000000", // Skype for Business Online
  "00000006-0000-0ff1-ce00-000000000000", // Microsoft Office 365 Portal
  "00000007-0000-0ff1-ce00-000000000000", // Microsoft Exchange Online Protection
  "00b41c95-dab0-4487-9791-b9d2c32c80f2", // Office 365 Management
  "01fc33a7-78ba-4d2f-a4b7-768e336e890e", // MS-PIM
  "04b07795-8ddb-461a-bbee-02f9e1bf7b46", // Microsoft Azure CLI
  "12128f48-ec9e-42f0-b203-ea49fb6af367", // MS Teams Powershell Cmdlets
  "14d82eec-204b-4c2f-b7e8-296a70dab67e", // Microsoft Graph Command Line Tools
  "1950a258-227b-4e31-a9cf-717495945fc2", // Microsoft Azure PowerShell
  "1b730954-1685-4b74-9bfd-dac224a7b894", // Azure Active Directory PowerShell
  "1fec8e78-bce4-4aaf-ab1b-5451cc387264", // Microsoft Teams
  "26a7ee05-5602-4d76-a7ba-eae8b7b67941", // Windows Search
  "268761a2-03f3-40df-8a8b-c3db24145b6b", // Universal Store Native Client
  "27922004-5251-4030-b22d-91ecd9a37ea4", // Outlook Mobile
  "29d9ed98-a469-4536-ade2-f981bc1d605e", // Microsoft Authentication Broker
  "4765445b-32c6-49b0-83e6-1d93765276ca", // OfficeHome
  "475226c6-020e-4fb2-8a90-7a972cbfc1d4", // PowerApps Service
  "4813382a-8fa7-425e-ab75-3b753aab3abb", // Microsoft Authenticator App
  "5e3ce6c0-2b1f-4285-8d4b-75ee78787346", // Microsoft Teams Web Client
  "66375f6b-983f-4c2c-9701-d680650f588f", // Microsoft Planner
  "797f4846-ba00-4fd7-ba43-dac1f8f63013", // Windows Azure Service Management API
  "7df0a125-d3be-4c96-aa54-591f83ff541c", // Microsoft Flow Service
  "80ccca67-54bd-44ab-8625-4b79c4dc7775", // Microsoft 365 Security and Compliance Center
  "872cd9fa-d31f-45e0-9eab-6e460a02d1f1", // Visual Studio
  "89bee1f7-5e6e-4d8a-9f3d-ecd601259da7", // Office365 Shell WCSS-Client
  "93625bc8-bfe2-437a-97e0-3d0060024faa", // Microsoft password reset service
  "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223", // Microsoft Intune Company Portal
  "9bc3ab49-b65d-410a-85ad-de819febfddc", // Microsoft SharePoint Online Management Shell
  "a0c73c16-a7e3-4564-9a95-2bdf47383716", // Microsoft Exchange Online Remote PowerShell
  "ab9b8c07-8f02-4f72-87fa-80105867a763", // OneDrive SyncEngine
  "aebc6443-996d-45c2-90f0-388ff96faa56", // Visual Studio Code
  "b26aadf8-566f-4478-926f-589f601d9c74", // OneDrive
  "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", // Azure Portal
  "c5393580-f805-4401-95e8-94b7a6ef2fc2", // Office 365 Management APIs
  "cb1056e2-e479-49de-ae31-7812af012ed8", // Microsoft Azure Active Directory Connect
  "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams Services
  "cfa8b339-82a2-471a-a3c9-0fc0be7a4093", // Azure Key Vault
  "d3590ed6-52b3-4102-aeff-aad2292ab01c", // Microsoft Office
  "d4ebce55-015a-49b5-a083-c84d1797ae8c", // Microsoft Intune Enrollment
  "de8bc8b5-d9f9-48b1-a8ad-b748da725064", // Graph Explorer
  "e406a681-f3d4-42a8-90b6-c2b029497af1", // Azure Storage
  "fb78d390-0c51-40cd-8e17-fdbfab77341b", // Microsoft Exchange REST API Based Powershell
  "fc780465-2017-40d4-a0c5-307022471b92", // WindowsDefenderATP
]);

/**
 * Is it one of Microsoft's own applications, by its owner's tenant or by its application id? Never by its name: attackers
 * choose names.
 */
export const isFirstParty = (app: {
  readonly appId?: string | null | undefined;
  readonly appOwnerOrganizationId?: string | null | undefined;
}): boolean =>
  microsoftTenants.has((app.appOwnerOrganizationId ?? "").toLowerCase()) ||
  knownApps.has((app.appId ?? "").toLowerCase());
