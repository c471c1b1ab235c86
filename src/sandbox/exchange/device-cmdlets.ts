import { text } from "../json.ts";
import { type Row, rowAt, rowsOf, type State, type TableName, visible } from "../state.ts";
import { type Cmdlet, done, exchangeError, objectNotFound, onMailbox, values } from "./cmdlet.ts";

const of = (state: State, table: TableName, mailbox: Row): readonly Row[] =>
  rowsOf(state, table).filter((row) => row["_mailboxId"] === mailbox["ExternalDirectoryObjectId"]);

/** Members that only the statistics have, and those that they call otherwise. */
const statistics = ["LastSuccessSync", "LastSyncAttemptTime", "Status"];
const renamed: Readonly<Record<string, string>> = {
  FriendlyName: "DeviceFriendlyName",
  DeviceId: "DeviceID",
};

/** Get-MobileDevice says what the device is; Get-MobileDeviceStatistics when it last came. */
const devices = (withStatistics: boolean): Cmdlet["run"] =>
  onMailbox("Mailbox", (state, mailbox) =>
    values(
      of(state, "mobileDevices", mailbox).map((row) =>
        Object.fromEntries(
          Object.entries(visible(row))
            .filter(([name]) => withStatistics || !statistics.includes(name))
            .map(([name, value]) => [withStatistics ? (renamed[name] ?? name) : name, value]),
        ),
      ),
    ),
  );

const removeDevice: Cmdlet["run"] = (state, parameters) => {
  if (parameters["Confirm"] !== false) {
    return exchangeError(
      400,
      "Management.Automation.Host.HostException",
      "A command that prompts the user failed because the host program doesn't support user interaction.",
    );
  }
  const identity = text(parameters, "Identity");
  const row = rowsOf(state, "mobileDevices").find(
    (each) => text(each, "Identity") === identity || text(each, "Guid") === identity,
  );
  return row
    ? done([{ table: "mobileDevices", key: text(row, "Guid"), row: null }])
    : objectNotFound(identity);
};

const getApps = onMailbox("Mailbox", (state, mailbox) =>
  values(of(state, "mailboxApps", mailbox).map(visible)),
);

/** What the organisation gave everybody can't be removed by one mailbox, only switched off there. */
const removeApp = onMailbox("Mailbox", (state, mailbox, parameters) => {
  const identity = text(parameters, "Identity");
  const app = of(state, "mailboxApps", mailbox).find(
    (each) => text(each, "Identity") === identity || text(each, "AppId") === identity,
  );
  if (!app) return objectNotFound(identity);
  return app["Scope"] === "User"
    ? done([{ table: "mailboxApps", key: text(app, "Identity"), row: null }])
    : exchangeError(
        400,
        "Data.ApplicationLogic.Extension.OwaExtensionOperationException",
        "The app can't be removed because it was installed by your organization.",
      );
});

const getJunk = onMailbox("Identity", (state, mailbox) => {
  const row = rowAt(state, "mailboxes", text(mailbox, "ExternalDirectoryObjectId")) ?? {};
  return values([
    {
      Identity: text(mailbox, "Identity"),
      Enabled: true,
      TrustedSendersAndDomains: row["_trusted"] ?? [],
      BlockedSendersAndDomains: [],
      TrustedListsOnly: false,
    },
  ]);
});

/** Phones that sync, add-ins of Outlook, and the safe senders. */
export const deviceCmdlets: readonly Cmdlet[] = [
  { name: "Get-MobileDevice", parameters: ["Mailbox", "ResultSize"], run: devices(false) },
  { name: "Get-MobileDeviceStatistics", parameters: ["Mailbox"], run: devices(true) },
  { name: "Remove-MobileDevice", parameters: ["Identity", "Confirm"], run: removeDevice },
  { name: "Get-App", parameters: ["Mailbox", "Identity"], run: getApps },
  { name: "Remove-App", parameters: ["Mailbox", "Identity", "Confirm"], run: removeApp },
  {
    name: "Get-MailboxJunkEmailConfiguration",
    parameters: ["Identity", "ResultSize"],
    run: getJunk,
  },
];
