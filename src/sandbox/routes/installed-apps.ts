import { graphError } from "../errors.ts";
import { collection } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Row, rowsOf } from "../state.ts";

const isWanted = (expanded: string, name: string): boolean => expanded.split(",").includes(name);

/** An installation with its app and the app's definition only where `$expand` asks for them (Graph team-list-installedapps). */
const shown = (row: Row, expand: string): Row => {
  const { teamsApp, teamsAppDefinition, ...rest } = row;
  return {
    ...rest,
    ...(isWanted(expand, "teamsApp") && { teamsApp: teamsApp ?? null }),
    ...(isWanted(expand, "teamsAppDefinition") && {
      teamsAppDefinition: teamsAppDefinition ?? null,
    }),
  };
};

const list: Handler = (state, call) => {
  if (param(call, "team").toLowerCase() !== call.tenant.teamId.toLowerCase()) {
    return graphError(404, "NotFound", `No team found with Group Id ${param(call, "team")}`);
  }
  const expand = call.query.get("$expand") ?? "";
  const rows = rowsOf(state, "installedApps").filter((row) => row["_inTeam"] === true);
  return collection(
    call,
    rows.map((row) => shown(row, expand)),
    { pageSize: 20 },
  );
};

/** What is installed in the incident team. */
export const installedAppRoutes: readonly Route[] = [
  { method: "GET", path: "/teams/:team/installedApps", handle: list },
];
