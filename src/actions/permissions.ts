/** Application permissions by name: which service offers them, under which id, and who in the library needs them. */
import { type LibraryEntry } from "./library.ts";
import { graphRoleIds } from "./permission-ids.ts";

/** Services that offer application permissions, by their app id, the same in every tenant. */
export const resourceAppIds = {
  "Microsoft Graph": "00000003-0000-0000-c000-000000000000",
  "Office 365 Exchange Online": "00000002-0000-0ff1-ce00-000000000000",
  WindowsDefenderATP: "fc780465-2017-40d4-a0c5-307022471b92",
} as const;
export type ResourceName = keyof typeof resourceAppIds;

export type Permission = {
  readonly name: string;
  readonly resource: ResourceName;
  /** App role id where Microsoft publishes it; null is looked up in the tenant. */
  readonly id: string | null;
};

/** Families of Defender for Endpoint; everything else that isn't Exchange's is Graph's. */
const defenderFamilies = ["AdvancedQuery.", "Alert.", "Library.", "Machine.", "Ti."] as const;

/** The service and the id of a permission. */
export const permissionOf = (name: string): Permission => {
  if (name.startsWith("Exchange.")) {
    return { name, resource: "Office 365 Exchange Online", id: null };
  }
  if (defenderFamilies.some((family) => name.startsWith(family))) {
    return { name, resource: "WindowsDefenderATP", id: null };
  }
  return { name, resource: "Microsoft Graph", id: graphRoleIds[name] ?? null };
};

/** What a row of the library, or Cordon itself, asks of the tenant. */
export type Need = Pick<LibraryEntry, "id" | "code" | "title" | "permissions" | "licences">;

/** What Cordon needs besides its library. */
export const ownNeeds: readonly Need[] = [
  {
    id: "people-and-standing",
    code: "-",
    title: "Finding subjects, checking who decides",
    permissions: { least: ["User.Read.All", "GroupMember.Read.All"] },
  },
  {
    id: "incident-channel",
    code: "-",
    title: "The incident’s channel, and who reads it",
    // Given in the one team instead they can't be read from here, and are enough.
    permissions: {
      least: [],
      optional: [
        { name: "Channel.Create", for: "a channel for each incident (or consent in the team)" },
        { name: "Channel.ReadBasic.All", for: "finding a channel again (or consent in the team)" },
        { name: "TeamMember.Read.All", for: "saying who can read along (or consent in the team)" },
      ],
    },
  },
  {
    id: "incident-chat",
    code: "-",
    title: "The group chat, where there is no channel",
    permissions: {
      least: [],
      optional: [
        { name: "Chat.Create", for: "a group chat where no channel can be made" },
        {
          name: "TeamsAppInstallation.ReadWriteSelfForChat.All",
          for: "joining that chat",
        },
        { name: "ChatMember.Read.All", for: "saying who is in it" },
      ],
    },
  },
  {
    id: "doctor",
    code: "-",
    title: "Examining this installation",
    permissions: {
      least: ["Application.Read.All", "Directory.Read.All", "RoleManagement.Read.Directory"],
      optional: [
        { name: "TeamsAppInstallation.ReadForTeam.All", for: "whether the bot is in the team" },
        { name: "Team.ReadBasic.All", for: "whether the team is there" },
      ],
    },
  },
];

/** One line of the list of permissions. */
export type PermissionNeed = Permission & {
  /** Ids of what can't work without it. */
  readonly neededBy: readonly string[];
  /** Ids of what sees or does less without it. */
  readonly optionalFor: readonly string[];
};

/** Every permission that is named anywhere, in the order of service and name. */
export const permissionNeeds = (needs: readonly Need[]): readonly PermissionNeed[] => {
  const optionalOf = ({ permissions }: Need): readonly string[] =>
    (permissions.optional ?? []).map(({ name }) => name);
  const names = new Set(needs.flatMap((one) => [...one.permissions.least, ...optionalOf(one)]));
  const idsWhere = (test: (need: Need) => boolean): readonly string[] =>
    needs.filter(test).map(({ id }) => id);
  return [...names]
    .map((name) => ({
      ...permissionOf(name),
      neededBy: idsWhere(({ permissions }) => permissions.least.includes(name)),
      optionalFor: idsWhere((need) => optionalOf(need).includes(name)),
    }))
    .sort((a, b) => `${a.resource} ${a.name}`.localeCompare(`${b.resource} ${b.name}`, "en"));
};
