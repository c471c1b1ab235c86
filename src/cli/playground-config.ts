/** The Playground's file: its one team, its chats and its six people (`.m365agentsplayground.yml`, schema 0.1.1). */
import { stringify } from "yaml";

export type PlaygroundPerson = {
  /** Entra object id. */
  readonly objectId: string;
  readonly name: string;
  readonly userPrincipalName: string;
  /** Bot-specific Teams id; `29:` and the object id when left out. */
  readonly teamsId?: string;
};

export type PlaygroundConfig = {
  readonly tenantId: string;
  /** Thread id of the team and of its General channel, for example `19:general@thread.tacv2`. */
  readonly teamId: string;
  /** The team's group id in Graph. */
  readonly teamGroupId: string;
  readonly teamName: string;
  /** The one channel next to General; its id ends in `@thread.tacv2`. */
  readonly spareChannel: { readonly id: string; readonly name: string };
  /** For example `19:response@thread.v2`. */
  readonly groupChatId: string;
  readonly groupChatName?: string;
  /** For example `{ id: "28:cordon", name: "Cordon" }`. */
  readonly bot: { readonly id: string; readonly name: string };
  /** Six: the first is the person at the keyboard. */
  readonly people: readonly PlaygroundPerson[];
};

/** The Playground demands one acting user and exactly five others. */
const peopleNeeded = 6;

const userOf = (person: PlaygroundPerson): object => {
  const [givenName = person.name, ...rest] = person.name.split(" ");
  return {
    id: person.teamsId ?? `29:${person.objectId}`,
    name: person.name,
    // Spelt so in the Playground's schema.
    userPrincipleName: person.userPrincipalName,
    aadObjectId: person.objectId,
    givenName,
    surname: rest.join(" ") || givenName,
    email: person.userPrincipalName,
  };
};

/** Writes the file's text. Throws RangeError on another number of people than six. */
export const playgroundYaml = (config: PlaygroundConfig): string => {
  const [first, ...others] = config.people;
  if (first === undefined || config.people.length !== peopleNeeded) {
    throw new RangeError(`The Playground needs 6 people, not ${config.people.length}.`);
  }
  return stringify({
    version: "0.1.1",
    tenantId: config.tenantId,
    bot: config.bot,
    currentUser: userOf(first),
    users: others.map(userOf),
    personalChat: { id: "a:personal" },
    groupChat: { id: config.groupChatId, name: config.groupChatName ?? "Response group" },
    team: {
      id: config.teamId,
      name: config.teamName,
      aadGroupId: config.teamGroupId,
      channels: [config.spareChannel],
    },
  });
};
