import { text } from "../json.ts";
import { type Row, rowsOf, type State, visible } from "../state.ts";
import {
  type Cmdlet,
  done,
  exchangeError,
  invalidParameter,
  objectNotFound,
  values,
} from "./cmdlet.ts";

const isNamed = (row: Row, identity: string): boolean =>
  [text(row, "Guid"), text(row, "Identity"), text(row, "Name")].includes(identity);

/** A command that changes the flow of mail asks, unless it is told not to. */
const unaskable = exchangeError(
  400,
  "Management.Automation.Host.HostException",
  "A command that prompts the user failed because the host program doesn't support user interaction.",
);

const getRules: Cmdlet["run"] = (state, parameters) => {
  const rules = rowsOf(state, "transportRules");
  const identity = parameters["Identity"];
  if (typeof identity !== "string") return values(rules.map(visible));
  const rule = rules.find((row) => isNamed(row, identity));
  return rule ? values([visible(rule)]) : objectNotFound(identity);
};

const setState =
  (wanted: "Enabled" | "Disabled"): Cmdlet["run"] =>
  (state, parameters) => {
    const identity = text(parameters, "Identity");
    if (identity === "") return invalidParameter("Identity");
    if (wanted === "Disabled" && parameters["Confirm"] !== false) return unaskable;
    const rule = rowsOf(state, "transportRules").find((row) => isNamed(row, identity));
    if (!rule) return objectNotFound(identity);
    const row = { ...rule, State: wanted };
    return done([{ table: "transportRules", key: text(rule, "Guid"), row }]);
  };

type Way = "Inbound" | "Outbound";

const connectorsOf = (state: State, way: Way): readonly Row[] =>
  rowsOf(state, "connectors").filter((row) => row["_way"] === way);

const getConnector =
  (way: Way): Cmdlet["run"] =>
  (state, parameters) => {
    const identity = parameters["Identity"];
    const all = connectorsOf(state, way);
    if (typeof identity !== "string") return values(all.map(visible));
    const found = all.find((row) => isNamed(row, identity));
    return found ? values([visible(found)]) : objectNotFound(identity);
  };

const setConnector =
  (way: Way): Cmdlet["run"] =>
  (state, parameters) => {
    const identity = text(parameters, "Identity");
    const Enabled = parameters["Enabled"];
    if (typeof Enabled !== "boolean") return invalidParameter("Enabled");
    const found = connectorsOf(state, way).find((row) => isNamed(row, identity));
    return found
      ? done([{ table: "connectors", key: text(found, "Guid"), row: { ...found, Enabled } }])
      : objectNotFound(identity);
  };

/** The tenant's domains, as many as people have addresses in. */
const getAcceptedDomain: Cmdlet["run"] = (state) => {
  const domains = rowsOf(state, "mailboxes").map(
    (row) => text(row, "PrimarySmtpAddress").split("@")[1] ?? "",
  );
  return values(
    [...new Set(domains)].sort().map((DomainName) => ({
      Name: DomainName,
      Identity: DomainName,
      DomainName,
      DomainType: "Authoritative",
      Default: true,
    })),
  );
};

/** What steers mail for everybody: transport rules, connectors, own domains. */
export const transportCmdlets: readonly Cmdlet[] = [
  { name: "Get-TransportRule", parameters: ["Identity", "ResultSize", "State"], run: getRules },
  {
    name: "Disable-TransportRule",
    parameters: ["Identity", "Confirm"],
    run: setState("Disabled"),
  },
  { name: "Enable-TransportRule", parameters: ["Identity", "Confirm"], run: setState("Enabled") },
  ...(["Inbound", "Outbound"] as const).flatMap((way): readonly Cmdlet[] => [
    { name: `Get-${way}Connector`, parameters: ["Identity"], run: getConnector(way) },
    {
      name: `Set-${way}Connector`,
      parameters: ["Identity", "Enabled", "Confirm"],
      run: setConnector(way),
    },
  ]),
  {
    name: "Get-AcceptedDomain",
    parameters: ["Identity", "ResultSize"],
    run: getAcceptedDomain,
  },
];
