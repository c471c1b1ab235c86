import { type Json, text } from "../json.ts";
import { type Row, rowsOf, type State, visible } from "../state.ts";
import {
  type Cmdlet,
  done,
  findMailbox,
  invalidParameter,
  objectNotFound,
  onMailbox,
  values,
} from "./cmdlet.ts";

const sweepsOf = (state: State, mailbox: Row): readonly Row[] =>
  rowsOf(state, "sweepRules").filter(
    (rule) => rule["_mailboxId"] === mailbox["ExternalDirectoryObjectId"],
  );

const isNamed = (rule: Row, identity: string): boolean =>
  [text(rule, "RuleId"), text(rule, "Identity"), text(rule, "Name")].includes(identity);

const getSweepRule = onMailbox("Mailbox", (state, mailbox, parameters) => {
  const identity = parameters["Identity"];
  const rules = sweepsOf(state, mailbox);
  if (typeof identity !== "string") return values(rules.map(visible));
  const rule = rules.find((row) => isNamed(row, identity));
  return rule ? values([visible(rule)]) : objectNotFound(identity);
});

const removeSweepRule = onMailbox("Mailbox", (state, mailbox, parameters) => {
  const identity = text(parameters, "Identity");
  const rule = sweepsOf(state, mailbox).find((row) => isNamed(row, identity));
  return rule
    ? done([{ table: "sweepRules", key: text(rule, "RuleId"), row: null }])
    : objectNotFound(identity);
});

/** A folder is named with its mailbox; undefined for another mailbox's or for a name alone. */
const folderIn = (state: State, mailbox: Row, value: Json | undefined): string | undefined => {
  const [owner = "", folder] = typeof value === "string" ? value.split(":\\") : [];
  return findMailbox(state, owner) === mailbox && folder !== "" ? folder : undefined;
};

/** New-SweepRule: name, provider and sender are required; what it leaves out is null. */
const newSweepRule: Cmdlet["run"] = (state, parameters, call) =>
  onMailbox("Mailbox", (_state, mailbox) => {
    for (const name of ["Name", "Provider", "Sender"]) {
      if (text(parameters, name) === "") return invalidParameter(name);
    }
    const folders: Record<string, Json> = {
      SourceFolder: "Inbox",
      DestinationFolder: "Deleted Items",
    };
    for (const name of Object.keys(folders).filter((each) => parameters[each] !== undefined)) {
      const folder = folderIn(state, mailbox, parameters[name]);
      if (folder === undefined) return invalidParameter(name);
      folders[name] = folder;
    }
    const RuleId = call.newId();
    const row: Row = {
      RuleId,
      Identity: `${text(mailbox, "Alias")}\\${RuleId}`,
      Name: text(parameters, "Name"),
      Provider: text(parameters, "Provider"),
      Enabled: parameters["Enabled"] ?? true,
      Sender: text(parameters, "Sender"),
      ...folders,
      KeepForDays: parameters["KeepForDays"] ?? null,
      KeepLatest: parameters["KeepLatest"] ?? null,
      _mailboxId: text(mailbox, "ExternalDirectoryObjectId"),
    };
    return {
      ...done([{ table: "sweepRules", key: RuleId, row }]),
      body: { value: [visible(row)] },
    };
  })(state, parameters, call);

/** Sweep rules: they move mail by sender, every day, and no list of inbox rules shows them. */
export const sweepCmdlets: readonly Cmdlet[] = [
  {
    name: "Get-SweepRule",
    parameters: ["Identity", "Mailbox", "Provider", "BypassScopeCheck"],
    run: getSweepRule,
  },
  {
    name: "Remove-SweepRule",
    parameters: ["Identity", "Mailbox", "Confirm"],
    run: removeSweepRule,
  },
  {
    name: "New-SweepRule",
    parameters: [
      "Name",
      "Provider",
      "Mailbox",
      "Enabled",
      "Sender",
      "SourceFolder",
      "DestinationFolder",
      "KeepForDays",
      "KeepLatest",
      "Confirm",
    ],
    run: newSweepRule,
  },
];
