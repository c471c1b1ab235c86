import { z } from "zod/v4";
import { graphError, notFound } from "../errors.ts";
import { collection } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Row, rowsOf, visible } from "../state.ts";
import { findUser } from "./find-user.ts";

const member = z.object({
  "@odata.type": z.literal("#microsoft.graph.aadUserConversationMember"),
  roles: z.array(z.enum(["owner", "guest"])).default([]),
  "user@odata.bind": z.string().regex(/\/users(\('[^']+'\)|\/[^/]+)$/),
});

const newChat = z
  .object({
    chatType: z.enum(["group", "oneOnOne"]),
    topic: z.string().max(250).nullable().optional(),
    members: z.array(member).min(2),
  })
  .refine((chat) => chat.chatType === "group" || chat.members.length === 2);

/** The user id at the end of `…/users('id')` or `…/users/id`. */
const boundId = (bind: string): string => /\/users(?:\('|\/)([^'/]+)/.exec(bind)?.[1] ?? "";

/** 201; the app isn't a member of the chat that it makes (graph.md T16). */
const createChat: Handler = (state, call) => {
  const parsed = newChat.safeParse(call.body);
  if (!parsed.success) return graphError(400, "BadRequest", "Invalid request body for chat.");
  const ids = parsed.data.members.map((entry) => boundId(entry["user@odata.bind"]));
  const stranger = ids.find((id) => !findUser(state, id));
  if (stranger !== undefined) return notFound(stranger);
  const row: Row = {
    id: call.tenant.groupChatId,
    chatType: parsed.data.chatType,
    topic: parsed.data.topic ?? null,
    createdDateTime: call.now.toISOString(),
    tenantId: call.tenant.tenantId,
    _memberIds: ids,
  };
  const key = `chat-${String(rowsOf(state, "chats").length + 1)}`;
  return { status: 201, body: visible(row), changes: [{ table: "chats", key, row }] };
};

/** The people of the newest chat with that id: all chats share the emulator's. */
const listMembers: Handler = (state, call) => {
  const chatId = param(call, "chat");
  const chat = rowsOf(state, "chats").findLast((row) => row["id"] === chatId);
  if (!chat) return graphError(404, "NotFound", `Chat ${chatId} was not found.`);
  const ids = z.array(z.string()).parse(chat["_memberIds"]);
  const members = ids.map((id): Row => {
    const user = findUser(state, id);
    const isGuest = user?.["userType"] === "Guest";
    return {
      "@odata.type": "#microsoft.graph.aadUserConversationMember",
      id: Buffer.from(`${chatId}##${id}`).toString("base64"),
      roles: [isGuest ? "guest" : "owner"],
      displayName: user?.["displayName"] ?? null,
      visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
      userId: user?.["id"] ?? id,
      email: user?.["mail"] ?? null,
      tenantId: call.tenant.tenantId,
    };
  });
  return collection(call, members, { pageSize: 20 });
};

const installation = z.object({
  "teamsApp@odata.bind": z.string().regex(/\/appCatalogs\/teamsApps\/[^/]+$/),
});

/**
 * 201; a second installation of the same app in a chat answers 409. All chats share the emulator's
 * id, so the newest one is meant.
 */
const installApp: Handler = (state, call) => {
  const chatId = param(call, "chat");
  const newest = Object.entries(state.chats).findLast(([, chat]) => chat["id"] === chatId);
  if (!newest) {
    return graphError(404, "NotFound", `Chat ${chatId} was not found.`);
  }
  const parsed = installation.safeParse(call.body);
  if (!parsed.success) return graphError(400, "BadRequest", "teamsApp@odata.bind is required.");
  const appId = parsed.data["teamsApp@odata.bind"].split("/").at(-1) ?? "";
  const key = `${newest[0]}/${appId}`;
  if (Object.hasOwn(state.installedApps, key)) {
    return graphError(409, "Conflict", "The app is already installed in the chat.");
  }
  return {
    status: 201,
    changes: [{ table: "installedApps", key, row: { id: key, chatId, teamsAppId: appId } }],
  };
};

/** Group chats of an incident. */
export const chatRoutes: readonly Route[] = [
  { method: "POST", path: "/chats", handle: createChat },
  { method: "GET", path: "/chats/:chat/members", handle: listMembers },
  { method: "POST", path: "/chats/:chat/installedApps", handle: installApp },
];
