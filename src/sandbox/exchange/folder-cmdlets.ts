import { type JsonObject, text, texts } from "../json.ts";
import { type Outcome } from "../router.ts";
import { type Row, rowsOf, type State, visible } from "../state.ts";
import {
  type Cmdlet,
  done,
  exchangeError,
  findMailbox,
  invalidParameter,
  objectNotFound,
  onMailbox,
  values,
} from "./cmdlet.ts";
import { findRecipient } from "./recipients.ts";

/** Folders that every mailbox of the tenant has, by path; the root's own path is empty. */
const folders = [
  ["/Top of Information Store", "Root"],
  ["/Inbox", "Inbox"],
  ["/Sent Items", "SentItems"],
  ["/Deleted Items", "DeletedItems"],
  ["/Drafts", "Drafts"],
  ["/Calendar", "Calendar"],
  ["/Contacts", "Contacts"],
  ["/RSS Feeds", "RssSubscription"],
] as const;

const getStatistics = onMailbox("Identity", (_state, mailbox) =>
  values(
    folders.map(([FolderPath, FolderType]) => ({
      Name: FolderPath.slice(1),
      Identity: `${text(mailbox, "Alias")}${FolderPath.replaceAll("/", "\\")}`,
      FolderPath,
      FolderType,
      ItemsInFolder: 0,
    })),
  ),
);

type Place = { readonly mailbox: Row; readonly path: string; readonly name: string };

/** `mailbox:\Folder`, and `mailbox:\` for the root. */
const placeOf = (state: State, identity: string): Place | undefined => {
  const [owner = "", path] = identity.split(":\\");
  const mailbox = findMailbox(state, owner);
  if (!mailbox || path === undefined) return undefined;
  const isKnown = path === "" || folders.some(([known]) => known.slice(1) === path);
  if (!isKnown) return undefined;
  return { mailbox, path, name: path === "" ? "Top of Information Store" : path };
};

const onFolder =
  (run: (state: State, place: Place, parameters: JsonObject) => Outcome): Cmdlet["run"] =>
  (state, parameters) => {
    const identity = text(parameters, "Identity");
    const place = placeOf(state, identity);
    return place ? run(state, place, parameters) : objectNotFound(identity);
  };

const keyOf = ({ mailbox, path }: Place, user: string): string =>
  `${text(mailbox, "ExternalDirectoryObjectId")}/${path}/${user}`;

const entriesOf = (state: State, { mailbox, path }: Place): readonly Row[] =>
  rowsOf(state, "mailboxFolderPermissions").filter(
    (row) =>
      row["_mailboxId"] === mailbox["ExternalDirectoryObjectId"] && text(row, "_path") === path,
  );

const everybody = (place: Place): readonly Row[] =>
  ["Default", "Anonymous"].map((User) => ({
    Identity: User,
    FolderName: place.name,
    User,
    AccessRights: [User === "Default" && place.name === "Calendar" ? "AvailabilityOnly" : "None"],
    SharingPermissionFlags: null,
  }));

const getPermission = onFolder((state, place) =>
  values([...everybody(place), ...entriesOf(state, place).map(visible)]),
);

/** The entry of a person in a folder, by whichever of their names was given. */
const entryOf = (state: State, place: Place, user: string): Row | Outcome => {
  const found = findRecipient(state, user);
  if ("refusal" in found) return found.refusal;
  const name = text(found.mailbox, "DisplayName");
  const entry = entriesOf(state, place).find(
    (row) => row["_user"] === found.mailbox["ExternalDirectoryObjectId"],
  );
  return entry ?? { DisplayName: name, _user: text(found.mailbox, "ExternalDirectoryObjectId") };
};

const isOutcome = (value: Row | Outcome): value is Outcome => "status" in value;

const removePermission = onFolder((state, place, parameters) => {
  const user = text(parameters, "User");
  const entry = entryOf(state, place, user);
  if (isOutcome(entry)) return entry;
  if (!("FolderName" in entry)) {
    return exchangeError(
      404,
      "Management.StoreTasks.UserNotFoundInPermissionEntryException",
      `There is no existing permission entry found for user: ${user}.`,
    );
  }
  const key = keyOf(place, text(entry, "_user"));
  return done([{ table: "mailboxFolderPermissions", key, row: null }]);
});

const addPermission = onFolder((state, place, parameters) => {
  const given = parameters["AccessRights"];
  const rights = typeof given === "string" ? [given] : texts(parameters, "AccessRights");
  if (rights.length === 0) return invalidParameter("AccessRights");
  const user = text(parameters, "User");
  const entry = entryOf(state, place, user);
  if (isOutcome(entry)) return entry;
  if ("FolderName" in entry) {
    return exchangeError(
      400,
      "Management.StoreTasks.UserAlreadyExistsInPermissionEntryException",
      `An existing permission entry was found for user: ${user}.`,
    );
  }
  const name = text(entry, "DisplayName");
  const row: Row = {
    Identity: name,
    FolderName: place.name,
    User: name,
    AccessRights: rights,
    SharingPermissionFlags: parameters["SharingPermissionFlags"] ?? null,
    _mailboxId: text(place.mailbox, "ExternalDirectoryObjectId"),
    _path: place.path,
    _user: text(entry, "_user"),
  };
  const key = keyOf(place, text(entry, "_user"));
  return done([{ table: "mailboxFolderPermissions", key, row }]);
});

/** Folders and who may see them. */
export const folderCmdlets: readonly Cmdlet[] = [
  {
    name: "Get-MailboxFolderStatistics",
    parameters: ["Identity", "FolderScope"],
    run: getStatistics,
  },
  {
    name: "Get-MailboxFolderPermission",
    parameters: ["Identity", "User", "ResultSize"],
    run: getPermission,
  },
  {
    name: "Remove-MailboxFolderPermission",
    parameters: ["Identity", "User", "Confirm"],
    run: removePermission,
  },
  {
    name: "Add-MailboxFolderPermission",
    parameters: ["Identity", "User", "AccessRights", "SharingPermissionFlags", "Confirm"],
    run: addPermission,
  },
];
