import { notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf } from "../state.ts";

/** Intune knows the devices that Entra calls managed. */
const managed = (row: Row): Row => ({
  id: text(row, "id").replace(/^./, "a"),
  deviceName: text(row, "displayName"),
  azureADDeviceId: text(row, "deviceId"),
  operatingSystem: text(row, "operatingSystem"),
  complianceState: row["isCompliant"] === true ? "compliant" : "noncompliant",
  managementState: "managed",
});

const listManaged: Handler = (state, call) => {
  const rows = rowsOf(state, "devices").filter((row) => row["isManaged"] === true);
  return collection(call, rows.map(managed), { pageSize: 100 });
};

const registeredUsers: Handler = (state, call) => {
  const device = rowAt(state, "devices", param(call, "device"));
  if (!device) return notFound(param(call, "device"));
  const user = rowAt(state, "users", text(device, "_userId"));
  return collection(call, user ? [{ "@odata.type": "#microsoft.graph.user", ...user }] : [], {
    pageSize: 100,
  });
};

/** Devices as Intune manages them, and whose Entra says they are. */
export const managedDeviceRoutes: readonly Route[] = [
  { method: "GET", path: "/deviceManagement/managedDevices", handle: listManaged },
  { method: "GET", path: "/devices/:device/registeredUsers", handle: registeredUsers },
];
