/** Templates of Entra's built-in roles: the same ids in every tenant. */
export const roleTemplates = {
  globalAdministrator: "62e90394-69f5-4237-9190-012177145e10",
  privilegedRoleAdministrator: "e8611ab8-c189-46e8-94e1-60213ab1f814",
  privilegedAuthenticationAdministrator: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  exchangeAdministrator: "29232cdf-9323-42fd-ade2-1d097af3e4de",
  exchangeRecipientAdministrator: "31392ffb-586c-42d1-9346-e59415a2cc4e",
  cloudDeviceAdministrator: "7698a772-787b-4ac8-901f-60d6b08affd2",
  securityAdministrator: "194ae4cb-b126-40b2-bd5b-6091b380977d",
  userAdministrator: "fe930be7-5e62-47db-91af-98c3a49a38b1",
  helpdeskAdministrator: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  groupsAdministrator: "fdd7a751-b60b-444a-984c-02652fe8fa1c",
  directoryReaders: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  guestInviter: "95e79109-95c0-4d8e-aee3-d01accf2d47b",
  messageCenterReader: "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b",
  reportsReader: "4a5d8f65-41da-4de4-8968-e035b65339cf",
} as const;
