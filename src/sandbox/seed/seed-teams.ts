import { type Table } from "../state.ts";
import { keyed } from "./keyed.ts";
import { playgroundPeople, seedIds } from "./seed-ids.ts";

/** The incident team; its Graph id comes with each call. */
export const seedTeams = (): Table => ({
  "ir-team": {
    displayName: "Incident Response",
    description: "Security incidents of Contoso",
    visibility: "private",
    isArchived: false,
    webUrl: "https://teams.microsoft.com/l/team/incident-response",
  },
});

/** The six people of the emulator (the first one owns the team) and one guest; Marta isn't there. */
export const seedTeamMembers = (): Table => {
  const people = [
    ...playgroundPeople.map((person, index) => ({
      ...person,
      roles: index === 0 ? ["owner"] : [],
    })),
    {
      id: seedIds.guest,
      name: "Rui Tavares",
      email: "rui.tavares@partner.example",
      roles: ["guest"],
    },
  ];
  return keyed(
    people.map(({ id, name, email, roles }) => ({
      "@odata.type": "#microsoft.graph.aadUserConversationMember",
      id: Buffer.from(`member##${id}`).toString("base64"),
      roles,
      displayName: name,
      visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
      userId: id,
      email,
    })),
    "userId",
  );
};

/** The bot is installed in the incident team. */
export const seedInstalledApps = (): Table =>
  keyed(
    [
      {
        id: "team-cordon",
        _inTeam: true,
        teamsApp: {
          id: "cordon-sandbox",
          externalId: "cordon-sandbox",
          displayName: "Cordon",
          distributionMethod: "organization",
        },
        teamsAppDefinition: {
          id: "cordon-sandbox#1",
          teamsAppId: "cordon-sandbox",
          displayName: "Cordon",
          version: "1.0.0",
          publishingState: "published",
        },
      },
    ],
    "id",
  );
