import { z } from "zod/v4";
import { text } from "../json.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import {
  bodyError,
  defenderEntity,
  defenderError,
  defenderList,
  resourceNotFound,
} from "./answers.ts";
import { withMachine } from "./machines.ts";

const comment = z.string().min(1);
/** Names with their case, as Defender wants them. */
const bodies = {
  Isolate: z.strictObject({
    Comment: comment,
    IsolationType: z.enum(["Full", "Selective", "UnManagedDevice"]),
  }),
  Unisolate: z.strictObject({ Comment: comment }),
  RunAntiVirusScan: z.strictObject({ Comment: comment, ScanType: z.enum(["Quick", "Full"]) }),
  CollectInvestigationPackage: z.strictObject({ Comment: comment }),
} as const;
type ActionType = keyof typeof bodies;

/** A device that is online begins after 1 s and has done it after 2 s. */
const beginsMs = 1_000;
const endsMs = 2_000;

const isOnline = (state: State, action: Row): boolean =>
  rowAt(state, "machines", text(action, "machineId"))?.["_online"] !== false;

/** The action as it is now: an online device works through it, an offline one leaves it Pending. */
const asOfNow = (state: State, action: Row, now: Date): Row => {
  if (action["status"] !== "Pending" || !isOnline(state, action)) return action;
  const created = Date.parse(text(action, "creationDateTimeUtc"));
  const passed = now.getTime() - created;
  if (passed < beginsMs) return action;
  const [status, at] =
    passed < endsMs ? (["InProgress", beginsMs] as const) : (["Succeeded", endsMs] as const);
  return { ...action, status, lastUpdateDateTimeUtc: new Date(created + at).toISOString() };
};

const isOpen = (action: Row): boolean => ["Pending", "InProgress"].includes(text(action, "status"));

const actionsAt = (state: State, now: Date): readonly Row[] =>
  rowsOf(state, "machineActions").map((row) => asOfNow(state, row, now));

/** Phones have no isolation (isolate-machine, supported systems). */
const isSupported = (machine: Row): boolean =>
  !["iOS", "Android"].includes(text(machine, "osPlatform"));

const scopeOf = (body: Readonly<Record<string, string>>): string | null =>
  body["IsolationType"] ?? body["ScanType"] ?? null;

const newAction = (call: Call, machine: Row, type: ActionType, body: Row): Row => ({
  id: call.newId(),
  type,
  title: null,
  scope: scopeOf({ ...z.record(z.string(), z.string()).parse(body) }),
  requestor: "Cordon",
  requestorComment: text(body, "Comment"),
  requestSource: "PublicApi",
  status: "Pending",
  machineId: text(machine, "id"),
  computerDnsName: text(machine, "computerDnsName"),
  creationDateTimeUtc: call.now.toISOString(),
  lastUpdateDateTimeUtc: call.now.toISOString(),
  cancellationRequestor: null,
  cancellationComment: null,
  cancellationDateTimeUtc: null,
  errorHResult: 0,
  relatedFileInfo: null,
  commands: [],
});

/** 201 with the action; 400 while the same one is open (isolate-machine). */
const start = (type: ActionType): Handler =>
  withMachine((state, call, machine): Outcome => {
    const parsed = bodies[type].safeParse(call.body);
    if (!parsed.success) return bodyError(call.body, Object.keys(bodies[type].shape));
    if (!isSupported(machine)) {
      const message = `OS Platform ${text(machine, "osPlatform")} isn't supported for this action.`;
      return defenderError(400, "OsPlatformNotSupported", message);
    }
    const twin = actionsAt(state, call.now).some(
      (row) => row["type"] === type && row["machineId"] === machine["id"] && isOpen(row),
    );
    if (twin) {
      return defenderError(400, "ActiveRequestAlreadyExists", "Action is already in progress");
    }
    const row = newAction(call, machine, type, parsed.data);
    const change = { table: "machineActions", key: text(row, "id"), row } as const;
    return { ...defenderEntity(call, "MachineActions", row, 201), changes: [change] };
  });

const withAction =
  (handle: (call: Call, action: Row) => Outcome): Handler =>
  (state, call) => {
    const id = param(call, "action").toLowerCase();
    const action = rowAt(state, "machineActions", id);
    return action
      ? handle(call, asOfNow(state, action, call.now))
      : resourceNotFound("Machine action", id);
  };

const listActions: Handler = (state, call) =>
  defenderList(call, actionsAt(state, call.now), {
    set: "MachineActions",
    filterable: ["status", "machineId", "type", "requestor", "creationDateTimeUtc"],
  });

/** 200 with the cancelled action; what has ended can't be cancelled. */
const cancel = withAction((call, action) => {
  const parsed = bodies.Unisolate.safeParse(call.body);
  if (!parsed.success) return bodyError(call.body, ["Comment"]);
  if (!isOpen(action)) {
    return defenderError(400, "InvalidInput", "The action isn't active and can't be cancelled.");
  }
  const at = call.now.toISOString();
  const row: Row = {
    ...action,
    status: "Cancelled",
    lastUpdateDateTimeUtc: at,
    cancellationRequestor: "Cordon",
    cancellationComment: parsed.data.Comment,
    cancellationDateTimeUtc: at,
  };
  const change = { table: "machineActions", key: text(row, "id"), row } as const;
  return { ...defenderEntity(call, "MachineActions", row), changes: [change] };
});

/** A new address each time, good for whoever has it: it isn't kept and never reaches the ledger. */
const packageUri = withAction((call, action) =>
  action["type"] === "CollectInvestigationPackage" && action["status"] === "Succeeded"
    ? {
        status: 200,
        body: {
          "@odata.context": `${call.tenant.url}/api/$metadata#Edm.String`,
          value: `https://packages.example/${text(action, "id")}?sig=${call.newId()}`,
        },
      }
    : resourceNotFound("Package of machine action", text(action, "id")),
);

const machine = "/api/machines/:machine";

/** What is asked of a device, and how far it is. */
export const machineActionRoutes: readonly Route[] = [
  { method: "POST", path: `${machine}/isolate`, handle: start("Isolate") },
  { method: "POST", path: `${machine}/unisolate`, handle: start("Unisolate") },
  { method: "POST", path: `${machine}/runAntiVirusScan`, handle: start("RunAntiVirusScan") },
  {
    method: "POST",
    path: `${machine}/collectInvestigationPackage`,
    handle: start("CollectInvestigationPackage"),
  },
  { method: "GET", path: "/api/machineactions", handle: listActions },
  {
    method: "GET",
    path: "/api/machineactions/:action",
    handle: withAction((call, action) => defenderEntity(call, "MachineActions", action)),
  },
  { method: "POST", path: "/api/machineactions/:action/cancel", handle: cancel },
  { method: "GET", path: "/api/machineactions/:action/getPackageUri", handle: packageUri },
];
