import { type JsonObject, text, texts } from "../json.ts";
import { type Outcome } from "../router.ts";
import { type Row, rowsOf, type State, type TableName } from "../state.ts";
import { type Cmdlet, done, exchangeError, invalidParameter, onMailbox } from "./cmdlet.ts";
import { findRecipient } from "./recipients.ts";

type Right = {
  readonly table: TableName;
  /** The parameter, and the member of a row, that names who holds it. */
  readonly holder: "User" | "Trustee";
  readonly rights: readonly string[];
};

const fullAccess: Right = {
  table: "mailboxPermissions",
  holder: "User",
  rights: ["FullAccess", "ReadPermission", "ChangePermission", "ChangeOwner", "DeleteItem"],
};
const sendAs: Right = { table: "recipientPermissions", holder: "Trustee", rights: ["SendAs"] };

/** AccessRights may come as one text or as a list of texts. */
const rightsIn = (parameters: JsonObject): readonly string[] => {
  const given = parameters["AccessRights"];
  return typeof given === "string" ? [given] : texts(parameters, "AccessRights");
};

const isOf = (row: Row, mailbox: Row, holder: string, name: string): boolean =>
  row["_mailboxId"] === mailbox["ExternalDirectoryObjectId"] &&
  text(row, holder).toLowerCase() === name.toLowerCase();

const keyOf = (state: State, table: TableName, wanted: Row): string | undefined =>
  Object.entries(state[table]).find(([, row]) => row === wanted)?.[0];

/** Who holds a right is kept by address, as Exchange shows it; a name that finds nobody is kept as it came. */
const addressOf = (state: State, name: string): string => {
  const found = findRecipient(state, name);
  return "mailbox" in found ? text(found.mailbox, "PrimarySmtpAddress") : name;
};

type Wanted = { readonly name: string; readonly rights: readonly string[] };

const wantedIn = (right: Right, parameters: JsonObject): Wanted | Outcome => {
  const name = text(parameters, right.holder);
  const rights = rightsIn(parameters);
  if (name === "") return invalidParameter(right.holder);
  if (rights.length === 0 || !rights.every((each) => right.rights.includes(each))) {
    return invalidParameter("AccessRights");
  }
  return { name, rights };
};

const remove = (right: Right): Cmdlet["run"] =>
  onMailbox("Identity", (state, mailbox, parameters) => {
    const wanted = wantedIn(right, parameters);
    if ("status" in wanted) return wanted;
    const address = addressOf(state, wanted.name);
    const row = rowsOf(state, right.table).find((each) =>
      isOf(each, mailbox, right.holder, address),
    );
    const key = row ? keyOf(state, right.table, row) : undefined;
    if (!row || key === undefined) {
      // Exchange only warns here: the cmdlet ends well and changes nothing.
      return done();
    }
    const left = texts(row, "AccessRights").filter((each) => !wanted.rights.includes(each));
    const next = left.length === 0 ? null : { ...row, AccessRights: left };
    return done([{ table: right.table, key, row: next }]);
  });

const add = (right: Right): Cmdlet["run"] =>
  onMailbox("Identity", (state, mailbox, parameters) => {
    const wanted = wantedIn(right, parameters);
    if ("status" in wanted) return wanted;
    const found = findRecipient(state, wanted.name);
    if ("refusal" in found) return found.refusal;
    const id = text(mailbox, "ExternalDirectoryObjectId");
    const address = text(found.mailbox, "PrimarySmtpAddress");
    const held = rowsOf(state, right.table).find((each) =>
      isOf(each, mailbox, right.holder, address),
    );
    const key = (held && keyOf(state, right.table, held)) ?? `${id}/${address}`;
    const rights = [...new Set([...(held ? texts(held, "AccessRights") : []), ...wanted.rights])];
    const row: Row = {
      Identity: text(mailbox, "Identity"),
      [right.holder]: address,
      AccessRights: rights,
      IsInherited: false,
      ...(right.holder === "User" ? { Deny: false } : { AccessControlType: "Allow" }),
      _mailboxId: id,
    };
    return done([{ table: right.table, key, row: { ...held, ...row } }]);
  });

const withConfirm = ["Confirm"];

/** Without `Confirm:$false` these ask a question that an app can't answer. */
const unasked =
  (run: Cmdlet["run"]): Cmdlet["run"] =>
  (state, parameters, call) =>
    parameters["Confirm"] === false
      ? run(state, parameters, call)
      : exchangeError(
          400,
          "Management.Automation.Host.HostException",
          "A command that prompts the user failed because the host program doesn't support user interaction.",
        );

/** Full access and send-as, given and taken. */
export const delegateCmdlets: readonly Cmdlet[] = [
  {
    name: "Add-MailboxPermission",
    parameters: [
      "Identity",
      "User",
      "AccessRights",
      "AutoMapping",
      "InheritanceType",
      ...withConfirm,
    ],
    run: add(fullAccess),
  },
  {
    name: "Remove-MailboxPermission",
    parameters: ["Identity", "User", "AccessRights", "InheritanceType", ...withConfirm],
    run: unasked(remove(fullAccess)),
  },
  {
    name: "Add-RecipientPermission",
    parameters: ["Identity", "Trustee", "AccessRights", ...withConfirm],
    run: unasked(add(sendAs)),
  },
  {
    name: "Remove-RecipientPermission",
    parameters: ["Identity", "Trustee", "AccessRights", ...withConfirm],
    run: unasked(remove(sendAs)),
  },
];
