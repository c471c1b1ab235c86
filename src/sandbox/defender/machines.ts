import { isList } from "../json.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import { defenderEntity, defenderList, resourceNotFound } from "./answers.ts";

/** Wraps a handler of one machine, by Defender's own id. */
export const withMachine =
  (handle: (state: State, call: Call, machine: Row) => Outcome): Handler =>
  (state, call) => {
    const id = param(call, "machine").toLowerCase();
    const machine = rowAt(state, "machines", id);
    return machine ? handle(state, call, machine) : resourceNotFound("Machine", id);
  };

const listMachines: Handler = (state, call) =>
  defenderList(call, rowsOf(state, "machines"), {
    set: "Machines",
    filterable: [
      "id",
      "aadDeviceId",
      "computerDnsName",
      "deviceValue",
      "healthStatus",
      "lastSeen",
      "onboardingStatus",
      "osPlatform",
      "riskScore",
    ],
    guids: ["aadDeviceId"],
  });

const logonUsers = withMachine((_state, call, machine) => ({
  status: 200,
  body: {
    "@odata.context": `${call.tenant.url}/api/$metadata#Users`,
    value: isList(machine["_logonUsers"]) ? machine["_logonUsers"] : [],
  },
}));

/** Machines and who was signed in to them. */
export const machineRoutes: readonly Route[] = [
  { method: "GET", path: "/api/machines", handle: listMachines },
  {
    method: "GET",
    path: "/api/machines/:machine",
    handle: withMachine((_state, call, machine) => defenderEntity(call, "Machines", machine)),
  },
  { method: "GET", path: "/api/machines/:machine/logonusers", handle: logonUsers },
];
