import { z } from "zod/v4";
import { type JsonObject, text } from "../json.ts";
import { type Outcome } from "../router.ts";
import { type Row, rowsOf, type State, visible } from "../state.ts";
import { type Cmdlet, done, exchangeError, invalidParameter, values } from "./cmdlet.ts";

const listTypes = ["Sender", "Url", "FileHash", "IP"] as const;

/** What an entry of each list must look like; the IP list takes IPv6 only (New-TenantAllowBlockListItems). */
const shapes: Readonly<Record<(typeof listTypes)[number], RegExp>> = {
  Sender: /^([^@\s]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
  Url: /^(?!https?:)[^\s]+\.[^\s]+$/i,
  FileHash: /^[0-9a-f]{64}$/i,
  IP: /^[0-9a-f]*:[0-9a-f:]*(\/\d{1,3})?$/i,
};

const listTypeOf = (parameters: JsonObject): (typeof listTypes)[number] | undefined =>
  listTypes.find((type) => type === parameters["ListType"]);

const taskError = (message: string): Outcome =>
  exchangeError(400, "Management.Tenant.TenantAllowBlockListException", message);

const entriesOf = (state: State, type: string): readonly Row[] =>
  rowsOf(state, "tenantBlockList").filter((row) => row["_listType"] === type);

const getItems: Cmdlet["run"] = (state, parameters) => {
  const type = listTypeOf(parameters);
  if (!type) return invalidParameter("ListType");
  const wanted = text(parameters, "Entry").toLowerCase();
  const action = parameters["Block"] === true ? "Block" : undefined;
  return values(
    entriesOf(state, type)
      .filter((row) => wanted === "" || text(row, "Value").toLowerCase() === wanted)
      .filter((row) => action === undefined || row["Action"] === action)
      .map(visible),
  );
};

const strings = z.array(z.string()).min(1).max(20);

const entriesIn = (parameters: JsonObject): readonly string[] | undefined => {
  const given = strings.safeParse(parameters["Entries"]);
  return given.success ? given.data : undefined;
};

const wrongEntry = (state: State, type: (typeof listTypes)[number], entry: string) => {
  if (!shapes[type].test(entry)) return taskError(`Entry '${entry}' is not valid for ${type}.`);
  const isThere = entriesOf(state, type).some((row) => row["Value"] === entry);
  return isThere ? taskError(`Entry '${entry}' already exists.`) : undefined;
};

/** Either an expiry or `NoExpiration`; an expiry in the past is refused. */
const expiryIn = (parameters: JsonObject, now: Date): string | null | undefined => {
  const at = parameters["ExpirationDate"];
  if (at === undefined) return parameters["NoExpiration"] === true ? null : undefined;
  if (typeof at !== "string" || !(Date.parse(at) > now.getTime())) return undefined;
  return new Date(at).toISOString();
};

const newItems: Cmdlet["run"] = (state, parameters, call) => {
  const type = listTypeOf(parameters);
  const entries = entriesIn(parameters);
  if (!type) return invalidParameter("ListType");
  if (!entries) return invalidParameter("Entries");
  if (parameters["Block"] !== true) return taskError("Specify -Allow or -Block.");
  const ExpirationDate = expiryIn(parameters, call.now);
  if (ExpirationDate === undefined) return invalidParameter("ExpirationDate");
  for (const entry of entries) {
    const wrong = wrongEntry(state, type, entry);
    if (wrong) return wrong;
  }
  const rows = entries.map((Value) => {
    const Identity = call.newId();
    return {
      Identity,
      Value,
      Action: "Block",
      Notes: parameters["Notes"] ?? null,
      ExpirationDate,
      ListSubType: "Tenant",
      SysManaged: false,
      LastModifiedDateTime: call.now.toISOString(),
      _listType: type,
    };
  });
  return {
    status: 200,
    body: { value: rows.map(visible) },
    changes: rows.map((row) => ({ table: "tenantBlockList" as const, key: row.Identity, row })),
  };
};

const removeItems: Cmdlet["run"] = (state, parameters) => {
  const type = listTypeOf(parameters);
  const entries = entriesIn(parameters);
  if (!type) return invalidParameter("ListType");
  if (!entries) return invalidParameter("Entries");
  const rows = entriesOf(state, type).filter((row) => entries.includes(text(row, "Value")));
  if (rows.length < entries.length) return taskError("The entry wasn't found in the list.");
  return done(
    rows.map((row) => ({ table: "tenantBlockList", key: text(row, "Identity"), row: null })),
  );
};

const senderOf = (state: State, parameters: JsonObject): readonly Row[] => {
  const wanted = text(parameters, "SenderAddress").toLowerCase();
  return rowsOf(state, "blockedSenders").filter(
    (row) => wanted === "" || text(row, "SenderAddress").toLowerCase() === wanted,
  );
};

const removeSender: Cmdlet["run"] = (state, parameters) => {
  const address = text(parameters, "SenderAddress");
  if (address === "") return invalidParameter("SenderAddress");
  const [row] = senderOf(state, parameters);
  return row
    ? done([{ table: "blockedSenders", key: text(row, "SenderAddress"), row: null }])
    : exchangeError(
        404,
        "Configuration.Tasks.ManagementObjectNotFoundException",
        `The sender '${address}' isn't blocked.`,
      );
};

/** The tenant's block list, and the senders that Microsoft restricted. */
export const listCmdlets: readonly Cmdlet[] = [
  {
    name: "Get-TenantAllowBlockListItems",
    parameters: ["ListType", "Entry", "Block", "Allow", "ListSubType", "NoExpiration"],
    run: getItems,
  },
  {
    name: "New-TenantAllowBlockListItems",
    parameters: ["ListType", "Entries", "Block", "ExpirationDate", "NoExpiration", "Notes"],
    run: newItems,
  },
  {
    name: "Remove-TenantAllowBlockListItems",
    parameters: ["ListType", "Entries", "ListSubType"],
    run: removeItems,
  },
  {
    name: "Get-BlockedSenderAddress",
    parameters: ["SenderAddress"],
    run: (state, parameters) => values(senderOf(state, parameters).map(visible)),
  },
  {
    name: "Remove-BlockedSenderAddress",
    parameters: ["SenderAddress", "Reason"],
    run: removeSender,
  },
];
