import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowsOf, type State, visible } from "../state.ts";

/** The sandbox has one team; its row is kept under this key and its Graph id comes with the call. */
const teamKey = "ir-team";

const teamNotFound = (id: string): Outcome =>
  graphError(404, "NotFound", `No team found with Group Id ${id}`);

const withTeam =
  (handle: Handler): Handler =>
  (state, call) =>
    param(call, "team").toLowerCase() === call.tenant.teamId.toLowerCase()
      ? handle(state, call)
      : teamNotFound(param(call, "team"));

const getTeam = withTeam((state, call) => {
  const row = { ...state.teams[teamKey], id: call.tenant.teamId, tenantId: call.tenant.tenantId };
  return entity(call, row);
});

const webUrl = (call: Call, id: string, name: string): string =>
  `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(name)}?groupId=${call.tenant.teamId}`;

const general = (call: Call): Row => ({
  id: call.tenant.generalChannelId,
  createdDateTime: null,
  displayName: "General",
  description: "Incident response",
  membershipType: "standard",
  isArchived: false,
  tenantId: call.tenant.tenantId,
  webUrl: webUrl(call, call.tenant.generalChannelId, "General"),
});

const channelsOf = (state: State, call: Call): readonly Row[] => [
  general(call),
  ...rowsOf(state, "channels"),
];

const listChannels = withTeam((state, call) =>
  collection(call, channelsOf(state, call), { pageSize: 100 }),
);

/** The newest record with that id: created channels share one (see `Tenant.spareChannelId`). */
const getChannel = withTeam((state, call) => {
  const id = param(call, "channel");
  const row = channelsOf(state, call).findLast((channel) => channel["id"] === id);
  return row ? entity(call, row) : graphError(404, "NotFound", `Channel ${id} was not found.`);
});

const primaryChannel = withTeam((_state, call) => entity(call, general(call)));

const newChannel = z.object({
  displayName: z.string().trim().min(1),
  description: z.string().max(1024).nullable().optional(),
  membershipType: z.enum(["standard", "private", "shared"]).default("standard"),
  members: z.array(z.unknown()).optional(),
});

/** Characters that Teams refuses in a channel's name (graph.md T1). */
const forbidden = /[~#%&*{}+/\\:<>?|'",]|^[_.]|\.$|\.\./;

const refusedName = (state: State, call: Call, name: string): Outcome | undefined => {
  if (name.length > 50) {
    return graphError(400, "BadRequest", "Channel name cannot be longer than 50 characters.");
  }
  if (forbidden.test(name)) {
    return graphError(400, "BadRequest", "Channel name contains characters that aren't allowed.");
  }
  const taken = channelsOf(state, call).some(
    (channel) => text(channel, "displayName").toLowerCase() === name.toLowerCase(),
  );
  return taken
    ? graphError(400, "NameAlreadyExists", "Channel name already existed, please use other name")
    : undefined;
};

/** 201 with the channel; not idempotent, a taken name answers 400 (graph.md T1). */
const createChannel = withTeam((state, call) => {
  const parsed = newChannel.safeParse(call.body);
  if (!parsed.success) return graphError(400, "BadRequest", "Invalid request body for channel.");
  const { displayName, description, membershipType, members } = parsed.data;
  const refusal = refusedName(state, call, displayName);
  if (refusal) return refusal;
  if (membershipType !== "standard" && (members ?? []).length === 0) {
    return graphError(
      400,
      "BadRequest",
      "A private or shared channel needs an owner among its members.",
    );
  }
  const row: Row = {
    id: call.tenant.spareChannelId,
    createdDateTime: call.now.toISOString(),
    displayName,
    description: description ?? null,
    membershipType,
    isArchived: false,
    tenantId: call.tenant.tenantId,
    webUrl: webUrl(call, call.tenant.spareChannelId, displayName),
  };
  const key = `channel-${String(rowsOf(state, "channels").length + 1)}`;
  return { status: 201, body: visible(row), changes: [{ table: "channels", key, row }] };
});

/** Four to a page: the team has seven members. */
const listMembers = withTeam((state, call) =>
  collection(
    call,
    rowsOf(state, "teamMembers").map((row) => ({ ...row, tenantId: call.tenant.tenantId })),
    { pageSize: 4 },
  ),
);

/** The incident team, its channels and its members. */
export const teamRoutes: readonly Route[] = [
  { method: "GET", path: "/teams/:team", handle: getTeam },
  { method: "GET", path: "/teams/:team/channels", handle: listChannels },
  { method: "POST", path: "/teams/:team/channels", handle: createChannel },
  { method: "GET", path: "/teams/:team/channels/:channel", handle: getChannel },
  { method: "GET", path: "/teams/:team/primaryChannel", handle: primaryChannel },
  { method: "GET", path: "/teams/:team/members", handle: listMembers },
];
