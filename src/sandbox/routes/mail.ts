import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { given, isObject, text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Outcome, param, type Route } from "../router.ts";
import { graphRuleId } from "../exchange/rule-identity.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import { rowsOfUser, withMailbox } from "./find-user.ts";

/** Rules that Graph can see: hidden ones and Exchange's own are only in Get-InboxRule -IncludeHidden. */
const visibleRules = (state: State, user: Row): readonly Row[] =>
  rowsOfUser(state, "messageRules", user).filter((rule) => rule["_hidden"] !== true);

const itemNotFound = (): Outcome =>
  graphError(404, "ErrorItemNotFound", "The specified object was not found in the store.");

const listRules = withMailbox((state, call, user) =>
  collection(call, visibleRules(state, user), { pageSize: 100 }),
);

/** Wraps a handler of one rule of a user. */
const withRule = (handle: (call: Call, rule: Row) => Outcome): Route["handle"] =>
  withMailbox((state, call, user) => {
    const rule = visibleRules(state, user).find((row) => row["id"] === param(call, "rule"));
    return rule ? handle(call, rule) : itemNotFound();
  });

const rulePatch = z
  .strictObject({
    isEnabled: z.boolean(),
    displayName: z.string().min(1),
    sequence: z.number().int().positive(),
  })
  .partial();

const invalid = (): Outcome =>
  graphError(400, "ErrorInvalidRequest", "The request body contains an invalid property or value.");

/** 200 with the rule (graph.md E2); a read-only rule can't be changed here. */
const patchRule = withRule((call, rule) => {
  const parsed = rulePatch.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data).length === 0) return invalid();
  if (rule["isReadOnly"] === true) {
    return graphError(400, "ErrorInvalidOperation", "The rule is read-only and can't be modified.");
  }
  const row = { ...rule, ...given(parsed.data) };
  return {
    ...entity(call, row),
    changes: [{ table: "messageRules", key: text(rule, "_key"), row }],
  };
});

const ruleBody = z.strictObject({
  displayName: z.string().min(1),
  sequence: z.number().int().positive(),
  isEnabled: z.boolean().optional(),
  conditions: z.record(z.string(), z.json()).nullish(),
  exceptions: z.record(z.string(), z.json()).nullish(),
  actions: z.record(z.string(), z.json()),
});

/** A rule's id is eight bytes; the newest has the highest number. */
const nextRuleId = (state: State): string => {
  const numbers = rowsOf(state, "messageRules").map((row) =>
    Buffer.from(text(row, "id"), "base64").readUInt32LE(4),
  );
  return graphRuleId(Math.max(0xb0000000, ...numbers) + 1);
};

/** 201 with the rule, under a new id; without an action it is refused (Graph mailfolder-post-messagerules). */
const createRule = withMailbox((state, call, user) => {
  const parsed = ruleBody.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data.actions).length === 0) return invalid();
  const { conditions, exceptions, ...named } = parsed.data;
  const id = nextRuleId(state);
  const row: Row = {
    id,
    isEnabled: true,
    hasError: false,
    isReadOnly: false,
    conditions: conditions ?? {},
    exceptions: exceptions ?? null,
    ...given(named),
    _userId: text(user, "id"),
    _key: `${text(user, "id")}/${id}`,
    _hidden: false,
    _folderName: null,
  };
  return {
    ...entity(call, row),
    status: 201,
    changes: [{ table: "messageRules", key: text(row, "_key"), row }],
  };
});

const deleteRule = withRule((_call, rule) => ({
  status: 204,
  changes: [{ table: "messageRules", key: text(rule, "_key"), row: null }],
}));

const dateTimeTimeZone = z.strictObject({ dateTime: z.string(), timeZone: z.string() });

const settingsPatch = z
  .strictObject({
    automaticRepliesSetting: z
      .strictObject({
        status: z.enum(["disabled", "alwaysEnabled", "scheduled"]),
        externalAudience: z.enum(["none", "contactsOnly", "all"]),
        internalReplyMessage: z.string(),
        externalReplyMessage: z.string(),
        scheduledStartDateTime: dateTimeTimeZone,
        scheduledEndDateTime: dateTimeTimeZone,
      })
      .partial(),
    timeZone: z.string(),
    "@odata.context": z.string(),
  })
  .partial();

const settingsOf = (state: State, user: Row): Row =>
  rowAt(state, "mailboxSettings", text(user, "id")) ?? {};

const getSettings = withMailbox((state, call, user) => entity(call, settingsOf(state, user)));

/** 200; members that aren't named keep their value (graph.md E6). */
const patchSettings = withMailbox((state, call, user) => {
  const parsed = settingsPatch.safeParse(call.body);
  if (!parsed.success) return invalid();
  const { automaticRepliesSetting, timeZone } = parsed.data;
  const settings = settingsOf(state, user);
  const old = settings["automaticRepliesSetting"];
  const replies = { ...(isObject(old) ? old : {}), ...given(automaticRepliesSetting ?? {}) };
  const row: Row = {
    ...settings,
    automaticRepliesSetting: replies,
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  return {
    ...entity(call, row),
    changes: [{ table: "mailboxSettings", key: text(user, "id"), row }],
  };
});

const rules = "/users/:user/mailFolders/inbox/messageRules";

/** Inbox rules and mailbox settings. */
export const mailRoutes: readonly Route[] = [
  { method: "GET", path: rules, handle: listRules },
  { method: "POST", path: rules, handle: createRule },
  { method: "GET", path: `${rules}/:rule`, handle: withRule((call, rule) => entity(call, rule)) },
  { method: "PATCH", path: `${rules}/:rule`, handle: patchRule },
  { method: "DELETE", path: `${rules}/:rule`, handle: deleteRule },
  { method: "GET", path: "/users/:user/mailboxSettings", handle: getSettings },
  { method: "PATCH", path: "/users/:user/mailboxSettings", handle: patchSettings },
];
