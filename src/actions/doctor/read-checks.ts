/** Asks each service once, harmlessly: whether the bot is in the team, whether Exchange and Defender answer. Reads only. */
import { z } from "zod/v4";
import { read, readAll } from "../read.ts";
import { type Defender, type Exchange, type Graph, TenantFault } from "../tenant.ts";

/** As application/doctor/facts has it. */
export type ServiceCheck = {
  readonly id: string;
  readonly title: string;
  readonly state: "works" | "off" | "not" | "unknown";
  readonly says: string;
  readonly fix: readonly string[];
};

export type CheckPorts = {
  readonly graph: Graph;
  readonly exchange: Exchange;
  readonly defender: Pick<Defender, "get">;
};

export type CheckSettings = {
  readonly teamId: string;
  /** Id of the bot's app in the tenant's catalogue; undefined where it isn't configured. */
  readonly catalogAppId: string | undefined;
};

const installed = z.object({
  teamsApp: z.object({ id: z.string(), displayName: z.string().nullish() }).nullish(),
  teamsAppDefinition: z.object({ displayName: z.string().nullish() }).nullish(),
});
const team = z.object({ displayName: z.string() });

/** The sentence and the state of a fault: what may not be asked isn't known. */
const faulted = (fault: unknown): Pick<ServiceCheck, "state" | "says"> => {
  if (!(fault instanceof TenantFault)) throw fault;
  const says = `${fault.message} (${fault.code})`;
  const isRefused =
    fault.kind === "refused" || fault.kind === "identity" || fault.kind === "not found";
  return { state: isRefused ? "not" : "unknown", says };
};

const teamCheck = async (
  { graph }: CheckPorts,
  { teamId }: CheckSettings,
): Promise<ServiceCheck> => {
  const head = { id: "team", title: "The incident team" };
  try {
    const path = `/v1.0/teams/${encodeURIComponent(teamId)}?$select=id,displayName`;
    const { displayName } = await read(graph, path, team);
    return { ...head, state: "works", says: `It is “${displayName}”.`, fix: [] };
  } catch (fault) {
    return { ...head, ...faulted(fault), fix: ["Set INCIDENT_TEAM_ID to the id of the team."] };
  }
};

const install = [
  "Make the app package: npm run package",
  "Upload it in the Teams admin centre, then add Cordon to the incident team.",
];

const installedSays =
  "It is installed there. An incident would be posted as a card in a channel of this team; nothing was posted now.";

/** Any app may be called Cordon: without the catalogue id it isn't known to be this one. */
const foundBot = (catalogAppId: string | undefined): Omit<ServiceCheck, "id" | "title"> =>
  catalogAppId === undefined
    ? {
        state: "unknown",
        says: "An app named Cordon is installed there; whether it is this one can’t be told by its name.",
        fix: ["Set TEAMS_CATALOG_APP_ID to the app’s id in the tenant’s catalogue."],
      }
    : { state: "works", says: installedSays, fix: [] };

const botCheck = async (
  { graph }: CheckPorts,
  { teamId, catalogAppId }: CheckSettings,
): Promise<ServiceCheck> => {
  const head = { id: "bot", title: "The bot in that team" };
  const path = `/v1.0/teams/${encodeURIComponent(teamId)}/installedApps?$expand=teamsApp,teamsAppDefinition`;
  try {
    const apps = await readAll(graph, path, installed);
    const isOurs = ({
      teamsApp,
      teamsAppDefinition: definition,
    }: z.infer<typeof installed>): boolean =>
      catalogAppId === undefined
        ? /^cordon\b/iu.test(definition?.displayName ?? teamsApp?.displayName ?? "")
        : teamsApp?.id === catalogAppId;
    return apps.some(isOurs)
      ? { ...head, ...foundBot(catalogAppId) }
      : {
          ...head,
          state: "not",
          says: "It isn’t installed there: nothing could be posted.",
          fix: install,
        };
  } catch (fault) {
    const fix = ["Grant TeamsAppInstallation.ReadForTeam.All, or look in the team’s list of apps."];
    return { ...head, ...faulted(fault), state: "unknown", fix };
  }
};

const exchangeCheck = async ({ exchange }: CheckPorts): Promise<ServiceCheck> => {
  const head = { id: "exchange", title: "Exchange Online’s admin endpoint" };
  if (!exchange.available) {
    const says = "It is off: forwarding, hidden rules and mailbox permissions go by hand.";
    return {
      ...head,
      state: "off",
      says,
      fix: ["Set EXCHANGE_ADMIN=invoke-command (docs/adr/0008)."],
    };
  }
  try {
    await exchange.invoke("Get-AcceptedDomain", {});
    return { ...head, state: "works", says: "It answered Get-AcceptedDomain.", fix: [] };
  } catch (fault) {
    const fix = ["Grant Exchange.ManageAsApp and the Entra role Exchange Recipient Administrator."];
    return { ...head, ...faulted(fault), fix };
  }
};

const defenderCheck = async ({ defender }: CheckPorts): Promise<ServiceCheck> => {
  const head = { id: "defender", title: "Defender for Endpoint" };
  try {
    await defender.get("/api/machines?$top=1");
    return { ...head, state: "works", says: "It answered.", fix: [] };
  } catch (fault) {
    if (fault instanceof TenantFault && fault.code === "DefenderOff") {
      const says = "It is off: devices are isolated by hand.";
      return { ...head, state: "off", says, fix: ["Set DEFENDER_API=on."] };
    }
    const fix = [
      "Grant Machine.Read.All of WindowsDefenderATP; the tenant needs Defender for Endpoint.",
    ];
    return { ...head, ...faulted(fault), fix };
  }
};

/** Asks all of them side by side. Throws only what isn't the tenant's fault. */
export const readChecks = (
  ports: CheckPorts,
  settings: CheckSettings,
): Promise<readonly ServiceCheck[]> =>
  Promise.all([
    teamCheck(ports, settings),
    botCheck(ports, settings),
    exchangeCheck(ports),
    defenderCheck(ports),
  ]);
