/** One person of the local Teams emulator, known in the simulated tenant by the same object id. */
export type PlaygroundPerson = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
};

/** The emulator's six people in its order; the first one acts. All are in the incident team. */
export const playgroundPeople = [
  {
    id: "00000000-0000-4000-8000-0000000000a1",
    name: "Ana Costa",
    email: "ana.costa@contoso.example",
  },
  {
    id: "00000000-0000-4000-8000-0000000000a2",
    name: "Jon Lind",
    email: "jon.lind@contoso.example",
  },
  {
    id: "00000000-0000-4000-8000-0000000000a3",
    name: "Bo Eriksen",
    email: "bo.eriksen@contoso.example",
  },
  {
    id: "00000000-0000-4000-8000-0000000000a4",
    name: "Priya Nair",
    email: "priya.nair@contoso.example",
  },
  {
    id: "00000000-0000-4000-8000-0000000000a5",
    name: "Sam Park",
    email: "sam.park@contoso.example",
  },
  {
    id: "00000000-0000-4000-8000-0000000000a6",
    name: "Ines Moreau",
    email: "ines.moreau@contoso.example",
  },
] as const satisfies readonly PlaygroundPerson[];

/** Fixed ids of the simulated tenant "Contoso" (contoso.example). */
export const seedIds = {
  tenant: "c0dec0de-0000-4000-8000-000000000001",
  client: "c0dec0de-0000-4000-8000-0000000000c1",
  /** Marta Oliveira of Finance: the compromised account. */
  marta: "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e",
  /** Olga Admin: Global Administrator. */
  globalAdmin: "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d2f",
  /** Two more, so that one can be contained; Hugo holds the role through a group. */
  secondGlobalAdmin: "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d30",
  groupGlobalAdmin: "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d31",
  /** Dana Fox of Messaging: Exchange Administrator and nothing higher. */
  exchangeAdmin: "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d32",
  breakGlass: "7c3e2f50-a164-4d89-9e37-4b802dbf9e30",
  /** Rui Tavares of a partner: guest, member of the incident team. */
  guest: "8d4f3061-b275-4e9a-8f48-5c913ecfaf41",
  /** Lena Vogt of a sister company: signed in there, a member by type (B2B member). */
  b2bMember: "8d4f3061-b275-4e9a-8f48-5c913ecfaf42",
  /** Pia Lund, who left: disabled. */
  disabled: "8d4f3061-b275-4e9a-8f48-5c913ecfaf43",
  /** Nils Holm: synchronised from the on-premises directory. */
  synced: "9e504172-c386-4fab-9059-6da24fd0b052",
  /** Accounts Payable: a shared mailbox. */
  sharedMailbox: "af615283-d497-40bc-8160-7eb350e1c163",
  /** Jonas Berg of Sales, and his namesake of Legal. */
  jonasSales: "b0726394-e5a8-41cd-9271-8fc461f2d274",
  jonasLegal: "c18374a5-f6b9-42de-8382-90d57203e385",
  /** A display name that tries to forge Markdown and a mention. */
  hostileName: "d29485b6-07ca-43ef-9493-a1e68314f496",
  /** Cordon's containment identity as the tenant knows it, and its two roles. */
  containmentPrincipal: "e3a596c7-18db-44f0-85a4-b2f794250508",
  userAdministratorGrant: "CjaO_Z4_PkmDVLpnYSmiqA-cordon-1",
  privilegedAuthenticationGrant: "jFrF5x_fO0yIQdbyUHLBIQ-cordon-1",
  /** "IR on call": Sam, Ines and Jon, and one group, which is nobody. */
  onCallGroup: "20a1b2c3-d4e5-4f60-8172-839405a6b70c",
  globalAdminGroup: "20a1b2c3-d4e5-4f60-8172-839405a6b708",
  mailSyncPro: "e3a596c7-18db-44f0-85a4-b2f794250507",
  graphServicePrincipal: "f4b6a7d8-29ec-4501-96b5-c30805a61618",
  maliciousGrant: "Xpb1r0kQ7E6WtcMIBaYWGB-q5lK5x0VNkQd8Yb1yfB4",
  innocentGrant: "Xpb1r0kQ7E6WtcMIBaYWGC7uQ1s0mGRHq2vD4uH9a2c",
  hiddenRule: "AQAAAJ5dZqA=",
  rssRule: "AQAAAJ5dZqE=",
  innocentRule: "AQAAAJ5dZqI=",
  attackerPhone: "3179e48a-750b-4051-897c-87b9720928f7",
} as const;
