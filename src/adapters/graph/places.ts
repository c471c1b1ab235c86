import { odataText } from "../../actions/read.ts";
import { z } from "zod/v4";
import { type Answer, type Graph, TenantFault } from "../../actions/tenant.ts";
import { type Places } from "../../application/ports/tenant.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { type Audience } from "../../core/incident/types.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Instant } from "../../core/shared/ids.ts";
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
  readonly now: () => Instant;
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
  description: z.string().nullish(),
  createdDateTime: z.string().nullish(),
});
type Channel = z.infer<typeof channelSchema>;

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

/** Only the lost answer of a try of our own is taken up, and that was minutes ago. */
const freshMs = 10 * 60_000;

type Wanted = { readonly name: string; readonly description: string };

/** A channel that somebody made by that name has other readers in mind, and perhaps an older incident in it. */
const isOurs = (channel: Channel, { name, description }: Wanted, now: Instant): boolean => {
  const age = Date.parse(now) - Date.parse(channel.createdDateTime ?? "");
  return (
    channel.displayName.toLowerCase() === name.toLowerCase() &&
    (channel.membershipType ?? "standard") === "standard" &&
    channel.description === description &&
    Math.abs(age) <= freshMs
  );
};

/** The channel that an earlier try made, if there is one: names are unique in a team, whatever the case. */
const findOurs = async (
  { graph, teamId, now }: PlacesOptions,
  wanted: Wanted,
): Promise<Home | undefined> => {
  const filter = encodeURIComponent(`displayName eq ${odataText(wanted.name)}`);
  const path = `/v1.0/teams/${encodeURIComponent(teamId)}/channels?$filter=${filter}`;
  const { values } = await graph.list(path);
  const channels = values.flatMap((value) => channelSchema.safeParse(value).data ?? []);
  const found = channels.find((channel) => isOurs(channel, wanted, now()));
  return found && { conversationId: found.id, name: found.displayName };
};

/** Faults after which the channel may be there all the same: a taken name, or an answer that never came. */
const mayExist = (fault: unknown): boolean =>
  fault instanceof TenantFault && ["refused", "unavailable", "no answer"].includes(fault.kind);

const makeChannel = async (
  options: PlacesOptions,
  wanted: string,
  about: string,
): Promise<Home> => {
  const name = channelNameOf(wanted);
  const description = cleanText(about, 1_000);
  try {
    return homeOf(
      await options.graph.post(`/v1.0/teams/${encodeURIComponent(options.teamId)}/channels`, {
        displayName: name,
        description,
        membershipType: "standard",
      }),
    );
  } catch (fault) {
    if (!mayExist(fault)) throw fault;
    const found = await findOurs(options, { name, description });
    if (found) return found;
    throw fault;
  }
};

const chatSchema = z.looseObject({ id: z.string().min(1) });

/** What may have left a chat behind: asked again, Teams would make another one. */
const final = (fault: unknown): unknown =>
  fault instanceof TenantFault
    ? new TenantFault(fault.message, {
        kind: "refused",
        code: fault.code,
        requestId: fault.requestId,
        ...(fault.status !== undefined && { status: fault.status }),
        cause: fault,
      })
    : fault;

const createChat = async (graph: Graph, body: Json): Promise<string> => {
  try {
    const answer = await graph.post("/v1.0/chats", body);
    const parsed = chatSchema.safeParse(answer.body);
    if (!parsed.success) throw unexpected(answer, parsed.error);
    return parsed.data.id;
  } catch (fault) {
    const isLost =
      fault instanceof TenantFault &&
      (fault.kind === "no answer" || fault.code === "UnreadableAnswer");
    throw isLost ? final(fault) : fault;
  }
};

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
  const id = await createChat(graph, {
    chatType: "group",
    topic: name,
    members: people.map((id) => ({
      "@odata.type": "#microsoft.graph.aadUserConversationMember",
      roles: ["owner"],
      "user@odata.bind": `${graphBaseUrl}/v1.0/users('${id}')`,
    })),
  });
  const install = `/v1.0/chats/${encodeURIComponent(id)}/installedApps`;
  const app = `${graphBaseUrl}/v1.0/appCatalogs/teamsApps/${encodeURIComponent(catalogAppId)}`;
  try {
    await graph.post(install, { "teamsApp@odata.bind": app });
  } catch (fault) {
    throw final(fault);
  }
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

type Circle = { readonly place: string; readonly path: string };

const circleOf = (
  { teamId, homeName }: PlacesOptions,
  place: Parameters<Places["audience"]>[1],
): Circle =>
  place?.rung === "group chat"
    ? {
        place: "the group chat",
        path: `/v1.0/chats/${encodeURIComponent(place.conversationId)}/members`,
      }
    : { place: homeName, path: `/v1.0/teams/${encodeURIComponent(teamId)}/members?$top=999` };

/** Graph lists members in any order; the same readers are no news. */
const sorted = (names: readonly string[]): readonly string[] => [...names].sort();

const readAudience = async (
  { graph, tenantId }: PlacesOptions,
  subjects: readonly Subject[],
  { place, path }: Circle,
): Promise<Audience> => {
  // A team has at most 25,000 members; 999 a page is the most that Graph gives (team-list-members).
  const { values, complete } = await graph.list(path, 25_000);
  const parsed = z.array(memberSchema).safeParse(values);
  if (!parsed.success || !complete) throw unexpected({ requestId: "" }, parsed.error);
  const members = parsed.data;
  const among = subjects.filter(({ id }) => members.some((member) => isSame(member.userId, id)));
  return {
    place,
    members: members.length,
    guests: sorted(members.filter((member) => member.roles.includes("guest")).map(nameOf)),
    outsiders: sorted(members.filter((member) => isOutsider(member, tenantId)).map(nameOf)),
    subjectsAmong: sorted(among.map((subject) => subject.name)),
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
  audience: (subjects, place) => readAudience(options, subjects, circleOf(options, place)),
});
