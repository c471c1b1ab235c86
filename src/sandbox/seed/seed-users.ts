import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { playgroundPeople, seedIds } from "./seed-ids.ts";

type Person = {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly department: string | null;
  readonly jobTitle: string | null;
  readonly mail?: string | null;
  readonly more?: Row;
};

const departments = [
  ["Information Security", "Incident Lead"],
  ["Identity", "Identity Engineer"],
  ["Collaboration", "Messaging Engineer"],
  ["Cloud", "Cloud Engineer"],
  ["Security Operations", "Analyst"],
  ["Legal", "Counsel"],
] as const;

const people: readonly Person[] = [
  {
    id: seedIds.marta,
    displayName: "Marta Oliveira",
    userPrincipalName: "marta.oliveira@contoso.example",
    department: "Finance",
    jobTitle: "Accounts Payable Lead",
  },
  {
    id: seedIds.globalAdmin,
    displayName: "Olga Admin",
    userPrincipalName: "olga.admin@contoso.example",
    department: "IT",
    jobTitle: "Global Administrator",
  },
  {
    id: seedIds.secondGlobalAdmin,
    displayName: "Karin Admin",
    userPrincipalName: "karin.admin@contoso.example",
    department: "IT",
    jobTitle: "Global Administrator",
    mail: null,
  },
  {
    id: seedIds.groupGlobalAdmin,
    displayName: "Hugo Admin",
    userPrincipalName: "hugo.admin@contoso.example",
    department: "IT",
    jobTitle: "Global Administrator",
    mail: null,
  },
  {
    id: seedIds.exchangeAdmin,
    displayName: "Dana Fox",
    userPrincipalName: "dana.fox@contoso.example",
    department: "Messaging",
    jobTitle: "Exchange Administrator",
  },
  {
    id: seedIds.breakGlass,
    displayName: "Break Glass",
    userPrincipalName: "breakglass@contoso.example",
    department: null,
    jobTitle: null,
    mail: null,
  },
  {
    id: seedIds.guest,
    displayName: "Rui Tavares",
    userPrincipalName: "rui.tavares_partner.example#EXT#@contoso.example",
    department: null,
    jobTitle: "Forensics Consultant",
    mail: "rui.tavares@partner.example",
    more: { userType: "Guest", creationType: "Invitation", externalUserState: "Accepted" },
  },
  {
    id: seedIds.b2bMember,
    displayName: "Lena Vogt",
    userPrincipalName: "lena.vogt_sister.example#EXT#@contoso.example",
    department: "Shared Services",
    jobTitle: "Controller",
    mail: "lena.vogt@sister.example",
    more: { userType: "Member", creationType: "Invitation", externalUserState: "Accepted" },
  },
  {
    id: seedIds.disabled,
    displayName: "Pia Lund",
    userPrincipalName: "pia.lund@contoso.example",
    department: "Finance",
    jobTitle: null,
    more: { accountEnabled: false },
  },
  {
    id: seedIds.synced,
    displayName: "Nils Holm",
    userPrincipalName: "nils.holm@contoso.example",
    department: "Operations",
    jobTitle: "Plant Manager",
    more: {
      onPremisesSyncEnabled: true,
      onPremisesImmutableId: "bmlscy5ob2xtLTAwMDE=",
      onPremisesSecurityIdentifier: "S-1-5-21-989687458-3461180213-172365591-2816",
      onPremisesSamAccountName: "nholm",
      onPremisesDomainName: "corp.contoso.example",
    },
  },
  {
    id: seedIds.sharedMailbox,
    displayName: "Accounts Payable",
    userPrincipalName: "accounts.payable@contoso.example",
    department: "Finance",
    jobTitle: null,
    more: { accountEnabled: false },
  },
  {
    id: seedIds.jonasSales,
    displayName: "Jonas Berg",
    userPrincipalName: "jonas.berg@contoso.example",
    department: "Sales",
    jobTitle: "Account Manager",
  },
  {
    id: seedIds.jonasLegal,
    displayName: "Jonas Berg",
    userPrincipalName: "jonas.berg2@contoso.example",
    department: "Legal",
    jobTitle: "Paralegal",
  },
  {
    id: seedIds.hostileName,
    displayName: "[APPROVED](https://evil.example) <at>CEO</at>",
    userPrincipalName: "mallory@contoso.example",
    department: "Marketing",
    jobTitle: "Contractor",
  },
  ...playgroundPeople.map(({ id, name, email }, index): Person => ({
    id,
    displayName: name,
    userPrincipalName: email,
    department: departments[index]?.[0] ?? null,
    jobTitle: departments[index]?.[1] ?? null,
  })),
];

const userRow = (person: Person, now: Date): Row => {
  const [givenName = "", ...rest] = person.displayName.split(" ");
  const mail = person.mail === undefined ? person.userPrincipalName : person.mail;
  return {
    id: person.id,
    businessPhones: [],
    displayName: person.displayName,
    givenName,
    surname: rest.join(" "),
    userPrincipalName: person.userPrincipalName,
    mail,
    mailNickname: person.userPrincipalName.split("@")[0] ?? "",
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: "en-US",
    usageLocation: "PT",
    companyName: "Contoso",
    department: person.department,
    jobTitle: person.jobTitle,
    accountEnabled: true,
    userType: "Member",
    createdDateTime: minutesBefore(now, 700 * day),
    lastPasswordChangeDateTime: minutesBefore(now, 120 * day),
    signInSessionsValidFromDateTime: minutesBefore(now, 120 * day),
    onPremisesSyncEnabled: null,
    onPremisesImmutableId: null,
    isManagementRestricted: null,
    assignedLicenses:
      mail === null ? [] : [{ skuId: "06ebc4ee-1bb5-47dd-8120-11324bc54e06", disabledPlans: [] }],
    otherMails: [],
    proxyAddresses: mail === null ? [] : [`SMTP:${mail}`],
    ...person.more,
  };
};

/** Everybody in Contoso. */
export const seedUsers = (now: Date): Table =>
  keyed(
    people.map((person) => userRow(person, now)),
    "id",
  );
