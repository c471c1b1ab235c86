import { z } from "zod/v4";
import { type Answer, type Graph, TenantFault } from "../../actions/contract.ts";
import { type Places } from "../../application/ports/tenant.ts";
import { type Audience, type Subject } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";

export type PlacesOptions = {
  readonly graph: Graph;
  readonly tenantId: string;
  /** Object id of the team in which incident channels are made. */
  readonly teamId: string;
  /** Id of the bot's app in the organisation's catalogue, needed to put the bot into a group chat. */
  readonly catalogAppId?: string;
  /** Name of the team, as people know it. */
  readonly homeName: string;
  /** Graph's own address in bodies; national clouds have others (Graph deployments). */
  readonly graphBaseUrl?: string;
};

type Home = Awaited<ReturnType<Places["makeChannel"]>>;

/** Teams takes 50 characters and refuses these (Graph channel-post). */
const longestChannelName = 50;
const forbidden = /[~#%&*{}+/\\:<>?|'",]/gu;

/** A name as Teams takes it. */
export const channelNameOf = (name: string): string =>
  cleanText(name.replace(forbidden, " ").replace(/\.{2,}/gu, "."), longestChannelName)
    .replace(/^[_.\s]+|[.…\s]+$/gu, "")
    .trim();

const channelSchema = z.looseObject({
  id: z.string().min(1),
  displayName: z.string(),
  membershipType: z.string().nullish(),
});

const unexpected = (answer: Pick<Answer, "requestId">, cause: unknown): TenantFault =>
  new TenantFault("Microsoft Graph answered with something unexpected", {
    kind: "unavailable",
    code: "UnreadableAnswer",
    requestId: answer.requestId,
    cause,
  });

const homeOf = (answer: Answer): Home => {
  const parsed = channelSchema.safeParse(answer.body);
  if (!parsed.success) throw unexpected(answer, parsed.error);
  return { conversationId: parsed.data.id, name: parsed.data.displayName };
};

/** The standard channel of that name, if there is one: names are unique in a team, whatever the case. */
const findChannel = async (
  { graph, teamId }: PlacesOptions,
  name: string,
): Promise<Home | undefined> => {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const path = `/v1.0/teams/${encodeURIComponent(teamId)}/channels?$filter=${filter}`;
  const { values } = await graph.list(path);
  for (const value of values) {
    const parsed = channelSchema.safeParse(value);
    if (!parsed.success) continue;
    const { id, displayName, membershipType } = parsed.data;
    const isOurs = displayName.toLowerCase() === name.toLowerCase();
    if (isOurs && (membershipType ?? "standard") === "standard") {
      return { conversationId: id, name: displayName };
    }
  }
  return undefined;
};

/** Faults after which the channel may be there all the same: a taken name, or an answer that never came. */
const mayExist = (fault: unknown): boolean =>
  fault instanceof TenantFault && ["refused", "unavailable", "no answer"].includes(fault.kind);

const makeChannel = async (
  options: PlacesOptions,
  wanted: string,
  description: string,
): Promise<Home> => {
  const name = channelNameOf(wanted);
  try {
    return homeOf(
      await options.graph.post(`/v1.0/teams/${encodeURIComponent(options.teamId)}/channels`, {
        displayName: name,
        description: cleanText(description, 1_000),
        membershipType: "standard",
      }),
    );
  } catch (fault) {
    if (!mayExist(fault)) throw fault;
    const found = await findChannel(options, name);
    if (found) return found;
    throw fault;
  }
};

const chatSchema = z.looseObject({ id: z.string().min(1) });

/**
 * A chat and then the bot's app in it, because an app isn't a member of the chat that it makes
 * (Graph chat-post, chat-post-installedapps).
 */
const makeGroupChat = async (
  options: PlacesOptions,
  topic: string,
  people: readonly string[],
): Promise<Home> => {
  const { graph, catalogAppId, graphBaseUrl = "https://graph.microsoft.com" } = options;
  if (catalogAppId === undefined) {
    throw new TenantFault("No app id of the organisation's catalogue is configured", {
      kind: "refused",
      code: "NotConfigured",
      requestId: "",
    });
  }
  const name = cleanText(topic, 250);
  const answer = await graph.post("/v1.0/chats", {
    chatType: "group",
    topic: name,
    members: people.map((id) => ({
      "@odata.type": "#microsoft.graph.aadUserConversationMember",
      roles: ["owner"],
      "user@odata.bind": `${graphBaseUrl}/v1.0/users('${id}')`,
    })),
  });
  const parsed = chatSchema.safeParse(answer.body);
  if (!parsed.success) throw unexpected(answer, parsed.error);
  const { id } = parsed.data;
  await graph.post(`/v1.0/chats/${encodeURIComponent(id)}/installedApps`, {
    "teamsApp@odata.bind": `${graphBaseUrl}/v1.0/appCatalogs/teamsApps/${encodeURIComponent(catalogAppId)}`,
  });
  return { conversationId: id, name };
};

const memberSchema = z.looseObject({
  id: z.string(),
  userId: z.string().nullish(),
  displayName: z.string().nullish(),
  email: z.string().nullish(),
  roles: z.array(z.string()).default([]),
  tenantId: z.string().nullish(),
});
type Member = z.infer<typeof memberSchema>;

const nameOf = (member: Member): string =>
  member.displayName ?? member.email ?? `id ${member.userId ?? member.id}`;

const isSame = (a: string | null | undefined, b: string): boolean =>
  a?.toLowerCase() === b.toLowerCase();

/** A member whose tenant isn't said is taken for one of us: Graph leaves it out in some teams. */
const isOutsider = (member: Member, tenantId: string): boolean =>
  typeof member.tenantId === "string" && !isSame(member.tenantId, tenantId);

const readAudience = async (
  { graph, teamId, tenantId, homeName }: PlacesOptions,
  subjects: readonly Subject[],
): Promise<Audience> => {
  const path = `/v1.0/teams/${encodeURIComponent(teamId)}/members`;
  // A team has at most 25,000 members.
  const { values, complete } = await graph.list(path, 25_000);
  const parsed = z.array(memberSchema).safeParse(values);
  if (!parsed.success || !complete) throw unexpected({ requestId: "" }, parsed.error);
  const members = parsed.data;
  const among = subjects.filter(({ id }) => members.some((member) => isSame(member.userId, id)));
  return {
    place: homeName,
    members: members.length,
    guests: members.filter((member) => member.roles.includes("guest")).map(nameOf),
    outsiders: members.filter((member) => isOutsider(member, tenantId)).map(nameOf),
    subjectsAmong: among.map((subject) => subject.name),
  };
};

/** The team's channels, group chats and members through Graph. */
export const makePlaces = (options: PlacesOptions): Places => ({
  makeChannel: (name, description) => makeChannel(options, name, description),
  makeGroupChat: (topic, people) => makeGroupChat(options, topic, people),
  home: async () =>
    homeOf(
      await options.graph.get(`/v1.0/teams/${encodeURIComponent(options.teamId)}/primaryChannel`),
    ),
  audience: (subjects) => readAudience(options, subjects),
});
