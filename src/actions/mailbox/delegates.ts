/** Who else gets into a mailbox: full access, send-as, send-on-behalf, and rights on its folders. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { shaped } from "../read.ts";
import { type Exchange, TenantFault } from "../tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";

/** One right of one person; `folder` is a path without the first backslash, "" for the mailbox's root. */
export const delegate = z.object({
  kind: z.enum(["full-access", "send-as", "on-behalf", "folder"]),
  holder: z.string(),
  rights: z.array(z.string()),
  folder: z.string().nullable(),
  flags: z.string().nullable(),
});
export type Delegate = z.infer<typeof delegate>;

const list = z.array(z.string());
const flag = z.boolean().nullish();

const permission = z.object({
  User: z.string().nullish(),
  Trustee: z.string().nullish(),
  AccessRights: list,
  IsInherited: flag,
  Deny: flag,
  AccessControlType: z.string().nullish(),
});

const mailbox = z.object({
  GrantSendOnBehalfTo: list.nullish(),
  RecipientTypeDetails: z.string().nullish(),
});

const folder = z.object({ FolderPath: z.string(), FolderType: z.string() });

/** The module writes the person's name; the documented endpoint an object with the address. */
const folderUser = z.union([
  z.string(),
  z.object({
    DisplayName: z.string(),
    RecipientPrincipal: z.object({ PrimarySmtpAddress: z.string().nullish() }).nullish(),
  }),
]);

const folderRight = z.object({
  User: folderUser,
  AccessRights: list,
  SharingPermissionFlags: z.string().nullish(),
});

/** Folders in which mail, the calendar and people are. A mailbox has hundreds of others. */
const watchedFolders: ReadonlySet<string> = new Set([
  "Root",
  "Inbox",
  "SentItems",
  "DeletedItems",
  "Drafts",
  "Calendar",
  "Contacts",
]);

/** `/Inbox` becomes `Inbox`; the root's own name isn't part of its path. */
const pathOf = ({ FolderPath, FolderType }: z.infer<typeof folder>): string =>
  FolderType === "Root" ? "" : FolderPath.replace(/^\//, "").replaceAll("/", "\\");

/** As Exchange names a folder: mailbox, colon, backslash, path. */
export const folderIdentity = (subject: Pick<Subject, "id">, path: string): string =>
  `${subject.id}:\\${path}`;

/** A folder that was listed and isn't found isn't a mailbox without rights: nobody may take it for empty. */
const rightsOfFolder = async (
  exchange: Exchange,
  identity: string,
): Promise<readonly unknown[]> => {
  try {
    return await exchange.invoke("Get-MailboxFolderPermission", { Identity: identity });
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
    throw new TenantFault("A folder of the mailbox can't be read", {
      kind: "refused",
      code: "FolderNotFound",
      requestId: fault.requestId,
      cause: fault,
    });
  }
};

/** Rows of Get-MailboxFolderPermission of the watched folders, each with its path as `Folder`. */
export const readFolderRights = async (
  exchange: Exchange,
  subject: Pick<Subject, "id">,
): Promise<readonly { readonly path: string; readonly rows: readonly unknown[] }[]> => {
  const answer = await exchange.invoke("Get-MailboxFolderStatistics", { Identity: subject.id });
  const watched = shaped(z.array(folder), answer).filter(({ FolderType }) =>
    watchedFolders.has(FolderType),
  );
  return Promise.all(
    watched.map(pathOf).map(async (path) => {
      return { path, rows: await rightsOfFolder(exchange, folderIdentity(subject, path)) };
    }),
  );
};

/** Everybody's own rights, inherited ones and refusals are no delegation. */
const isGranted = (row: z.infer<typeof permission>): boolean => {
  const holder = row.User ?? row.Trustee ?? "";
  const refuses = row.Deny === true || row.AccessControlType === "Deny";
  return !/^NT AUTHORITY\\/i.test(holder) && row.IsInherited !== true && !refuses;
};

const granted = (
  kind: "full-access" | "send-as",
  answer: readonly unknown[],
): readonly Delegate[] =>
  shaped(z.array(permission), answer)
    .filter(isGranted)
    .map((row) => ({
      kind,
      holder: row.User ?? row.Trustee ?? "",
      rights: row.AccessRights,
      folder: null,
      flags: null,
    }));

const holderOf = (user: z.infer<typeof folderUser>): string =>
  typeof user === "string"
    ? user
    : (user.RecipientPrincipal?.PrimarySmtpAddress ?? user.DisplayName);

const onFolder = (path: string, rows: readonly unknown[]): readonly Delegate[] =>
  shaped(z.array(folderRight), rows)
    .map((row): Delegate => ({
      kind: "folder",
      holder: holderOf(row.User),
      rights: row.AccessRights,
      folder: path,
      flags: row.SharingPermissionFlags ?? null,
    }))
    .filter(({ holder, rights }) => {
      const isEverybody = holder === "Default" || holder === "Anonymous";
      return !isEverybody && !rights.every((right) => right === "None");
    });

/** What the four questions answered; an empty list where one couldn't be asked. */
export type DelegateAnswers = {
  readonly mailbox: readonly unknown[];
  readonly access: readonly unknown[];
  readonly sendAs: readonly unknown[];
  readonly folders: readonly { readonly path: string; readonly rows: readonly unknown[] }[];
};

const onBehalfIn = (answer: readonly unknown[]): readonly Delegate[] =>
  shaped(z.array(mailbox), answer)
    .flatMap((box) => box.GrantSendOnBehalfTo ?? [])
    .map((holder) => ({ kind: "on-behalf", holder, rights: [], folder: null, flags: null }));

/** Every right of somebody else in these answers. Throws TenantFault for answers of another shape. */
export const delegatesOf = (answers: DelegateAnswers): readonly Delegate[] => [
  ...granted("full-access", answers.access),
  ...granted("send-as", answers.sendAs),
  ...onBehalfIn(answers.mailbox),
  ...answers.folders.flatMap(({ path, rows }) => onFolder(path, rows)),
];

export type Delegates = {
  readonly rights: readonly Delegate[];
  readonly isShared: boolean;
};

/** Reads all of them. Throws TenantFault, "not found" where the account has no mailbox. */
export const readDelegates = async (
  { exchange }: Pick<ActionContext, "exchange">,
  subject: Pick<Subject, "id">,
): Promise<Delegates> => {
  const asked = { Identity: subject.id };
  const box = await exchange.invoke("Get-Mailbox", asked);
  const [access, sendAs, folders] = await Promise.all([
    exchange.invoke("Get-MailboxPermission", asked),
    exchange.invoke("Get-RecipientPermission", asked),
    readFolderRights(exchange, subject),
  ]);
  const [found] = shaped(z.tuple([mailbox]), box);
  return {
    rights: delegatesOf({ mailbox: box, access, sendAs, folders }),
    isShared: found.RecipientTypeDetails === "SharedMailbox",
  };
};

/** Stable over previews: what it is, on which folder, and whose. */
export const delegateId = ({ kind, folder: path, holder }: Delegate): string =>
  [kind, ...(path === null ? [] : [path === "" ? "\\" : path]), holder].join(":");

/** A list as the endpoint wants it where one entry is added or taken (hash table of PowerShell). */
const delta = (verb: "add" | "remove", name: string): Json => ({
  "@odata.type": "#Exchange.GenericHashTable",
  [verb]: name,
});

type Call = { readonly cmdlet: string; readonly parameters: Readonly<Record<string, Json>> };

/** The cmdlet that takes this right away, or gives it back. */
export const callFor = (subject: Pick<Subject, "id">, right: Delegate, back: boolean): Call => {
  const verb = back ? "Add" : "Remove";
  const { holder, rights } = right;
  switch (right.kind) {
    case "full-access": {
      const common = { Identity: subject.id, User: holder, AccessRights: rights };
      const parameters = { ...common, InheritanceType: "All", Confirm: false };
      return { cmdlet: `${verb}-MailboxPermission`, parameters };
    }
    case "send-as": {
      const common = { Identity: subject.id, Trustee: holder, AccessRights: rights };
      return { cmdlet: `${verb}-RecipientPermission`, parameters: { ...common, Confirm: false } };
    }
    case "on-behalf": {
      const GrantSendOnBehalfTo = delta(back ? "add" : "remove", holder);
      return { cmdlet: "Set-Mailbox", parameters: { Identity: subject.id, GrantSendOnBehalfTo } };
    }
    case "folder": {
      const Identity = folderIdentity(subject, right.folder ?? "");
      const flags = right.flags === null ? {} : { SharingPermissionFlags: right.flags };
      const given = back ? { AccessRights: rights, ...flags } : {};
      const parameters = { Identity, User: holder, ...given, Confirm: false };
      return { cmdlet: `${verb}-MailboxFolderPermission`, parameters };
    }
  }
};
