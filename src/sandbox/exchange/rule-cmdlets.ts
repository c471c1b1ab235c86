import { isList, isObject, type Json, type JsonObject, text, texts } from "../json.ts";
import { type Row, rowsOf, type State } from "../state.ts";
import { type Cmdlet, done, objectNotFound, onMailbox, values } from "./cmdlet.ts";
import { ruleIdentityOf } from "./rule-identity.ts";

const part = (rule: Row, name: "actions" | "conditions"): JsonObject => {
  const value = rule[name];
  return isObject(value) ? value : {};
};

/** Exchange writes recipients as `"Name" [SMTP:address]`. */
const recipients = (actions: JsonObject, name: string): Json => {
  const list = actions[name];
  if (!isList(list)) return null;
  return list.flatMap((entry) => {
    const address = isObject(entry) ? entry["emailAddress"] : undefined;
    if (!isObject(address)) return [];
    return [`"${text(address, "name")}" [SMTP:${text(address, "address")}]`];
  });
};

const listOrNull = (items: readonly string[]): Json => (items.length === 0 ? null : items);

/** A rule as Get-InboxRule shows it. It has no member that says "hidden" (containment.md trap 19). */
const exchangeRule = (rule: Row, mailbox: Row): Row => {
  const [actions, conditions] = [part(rule, "actions"), part(rule, "conditions")];
  const ruleIdentity = ruleIdentityOf(text(rule, "id"));
  return {
    Identity: `${text(mailbox, "Alias")}\\${ruleIdentity}`,
    RuleIdentity: ruleIdentity,
    Name: text(rule, "displayName"),
    Enabled: rule["isEnabled"] ?? false,
    Priority: rule["sequence"] ?? 0,
    InError: rule["hasError"] ?? false,
    MailboxOwnerId: text(mailbox, "Alias"),
    SubjectOrBodyContainsWords: listOrNull(texts(conditions, "bodyOrSubjectContains")),
    SubjectContainsWords: listOrNull(texts(conditions, "subjectContains")),
    FromAddressContainsWords: listOrNull(texts(conditions, "senderContains")),
    MoveToFolder: rule["_folderName"] ?? null,
    DeleteMessage: actions["delete"] ?? false,
    ForwardTo: recipients(actions, "forwardTo"),
    ForwardAsAttachmentTo: recipients(actions, "forwardAsAttachmentTo"),
    RedirectTo: recipients(actions, "redirectTo"),
    MarkAsRead: actions["markAsRead"] ?? false,
    StopProcessingRules: actions["stopProcessingRules"] ?? false,
  };
};

const rulesOf = (state: State, mailbox: Row, parameters: JsonObject): readonly Row[] =>
  rowsOf(state, "messageRules").filter(
    (rule) =>
      rule["_userId"] === mailbox["ExternalDirectoryObjectId"] &&
      (rule["_hidden"] !== true || parameters["IncludeHidden"] === true),
  );

/** A rule is named by `Identity` (alias, backslash, number), by its number or by its name. */
const isNamed = (rule: Row, identity: string): boolean => {
  const last = identity.split("\\").at(-1) ?? "";
  return ruleIdentityOf(text(rule, "id")) === last || text(rule, "displayName") === identity;
};

const getInboxRule = onMailbox("Mailbox", (state, mailbox, parameters) => {
  const rules = rulesOf(state, mailbox, parameters);
  const identity = parameters["Identity"];
  if (typeof identity !== "string") return values(rules.map((rule) => exchangeRule(rule, mailbox)));
  const rule = rules.find((row) => isNamed(row, identity));
  return rule ? values([exchangeRule(rule, mailbox)]) : objectNotFound(identity);
});

/** Without `Mailbox`, the part of `Identity` before the backslash names the mailbox. */
const withMailboxOf = (parameters: JsonObject): JsonObject => {
  const [alias, rule] = text(parameters, "Identity").split("\\");
  return parameters["Mailbox"] === undefined && rule !== undefined && alias !== undefined
    ? { ...parameters, Mailbox: alias }
    : parameters;
};

/** A hidden rule is found by its number without `IncludeHidden`: the switch only widens lists. */
const setEnabled = (isEnabled: boolean): Cmdlet["run"] => {
  const run = onMailbox("Mailbox", (state, mailbox, parameters) => {
    const identity = text(parameters, "Identity");
    const rules = rulesOf(state, mailbox, { IncludeHidden: true });
    const rule = rules.find((row) => isNamed(row, identity));
    if (!rule) return objectNotFound(identity);
    return done([{ table: "messageRules", key: text(rule, "_key"), row: { ...rule, isEnabled } }]);
  });
  return (state, parameters, call) => run(state, withMailboxOf(parameters), call);
};

const removeRule: Cmdlet["run"] = (state, parameters, call) =>
  onMailbox("Mailbox", (_state, mailbox) => {
    const identity = text(parameters, "Identity");
    const rule = rulesOf(state, mailbox, { IncludeHidden: true }).find((row) =>
      isNamed(row, identity),
    );
    return rule
      ? done([{ table: "messageRules", key: text(rule, "_key"), row: null }])
      : objectNotFound(identity);
  })(state, withMailboxOf(parameters), call);

const switches = ["Identity", "Mailbox", "AlwaysDeleteOutlookRulesBlob", "Confirm", "Force"];

/** Inbox rules, the hidden ones too. */
export const ruleCmdlets: readonly Cmdlet[] = [
  {
    name: "Get-InboxRule",
    parameters: ["Identity", "Mailbox", "IncludeHidden", "BypassScopeCheck"],
    run: getInboxRule,
  },
  { name: "Disable-InboxRule", parameters: switches, run: setEnabled(false) },
  { name: "Enable-InboxRule", parameters: switches, run: setEnabled(true) },
  { name: "Remove-InboxRule", parameters: switches, run: removeRule },
];
