import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

/** Nils Holm in the on-premises directory, and a namesake of another forest who must never be taken for him. */
export const adIds = {
  nilsIdentity: "00104216-0539-4838-88b1-55baafdc2961",
  nilsAccount: "256db173-930a-4991-9061-0d51a9a93ba1",
  nilsSid: "S-1-5-21-989687458-3461180213-172365591-2816",
  namesakeIdentity: "00104216-0539-4838-88b1-55baafdc2962",
  namesakeSid: "S-1-5-21-989687458-3461180213-172365591-28165",
} as const;

/** Shaped as the documentation's example: `provider` with capitals (Graph security-identitycontainer-list-identityaccounts). */
const identity = (id: string, sid: string, accountId: string, domain: string): Row => ({
  id,
  displayName: "Nils Holm",
  domain,
  onPremisesSecurityIdentifier: sid,
  cloudSecurityIdentifier: null,
  isEnabled: true,
  accounts: [
    { provider: "ActiveDirectory", identifier: accountId, actions: ["disable", "enable"] },
    { provider: "EntraID", identifier: seedIds.synced, actions: [] },
  ],
});

/** What Defender for Identity watches: the namesake's identifier begins with Nils's. */
export const seedIdentityAccounts = (): Table =>
  keyed(
    [
      identity(adIds.nilsIdentity, adIds.nilsSid, adIds.nilsAccount, "corp.contoso.example"),
      identity(
        adIds.namesakeIdentity,
        adIds.namesakeSid,
        "256db173-930a-4991-9061-0d51a9a93ba2",
        "plant.contoso.example",
      ),
    ],
    "id",
  );

const method = (type: string, id: string, more: Row): Row => ({
  "@odata.type": `#microsoft.graph.${type}AuthenticationMethod`,
  id,
  ...more,
  _userId: seedIds.synced,
  _key: `${seedIds.synced}/${id}`,
});

/** Nils registered one of nearly everything; his alternate phone must go before the mobile one, which is his default. */
export const seedMoreMethods = (now: Date): Table => {
  const createdDateTime = minutesBefore(now, 90 * day);
  const phone = (id: string, phoneType: string, phoneNumber: string): Row =>
    method("phone", id, {
      createdDateTime,
      phoneNumber,
      phoneType,
      smsSignInState: "notAllowedByPolicy",
      ...(phoneType === "mobile" ? { _default: true } : {}),
    });
  return keyed(
    [
      phone("3179e48a-750b-4051-897c-87b9720928f7", "mobile", "+46 701234501"),
      phone("b6332ec1-7057-4abe-9331-3d72feddfe41", "alternateMobile", "+46 701234502"),
      method("email", "3ddfcfc8-9383-446f-83cc-3ab9be4be18f", {
        createdDateTime,
        emailAddress: "nils@holm.example",
      }),
      method("windowsHelloForBusiness", "rp7RJNrXQZs8yFQ7bWJYw1pC0eQ9", {
        createdDateTime,
        displayName: "CONTOSO-LT-0502",
        keyStrength: "normal",
      }),
      method("platformCredential", "platformNilsMac0001", {
        createdDateTime,
        displayName: "Nils's MacBook",
        keyStrength: "normal",
        platform: "macOS",
      }),
      method("external", "5a1e7c1a-2d4f-4b8e-9c3a-0f6d7e8b9a01", {
        createdDateTime,
        displayName: "Contoso Token",
        configurationId: "5a1e7c1a-2d4f-4b8e-9c3a-0f6d7e8b9a02",
      }),
    ],
    "_key",
  );
};
