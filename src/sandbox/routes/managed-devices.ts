import { text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Handler, type Route } from "../router.ts";
import { type Row, rowsOf } from "../state.ts";

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

/** Devices as Intune manages them. */
export const managedDeviceRoutes: readonly Route[] = [
  { method: "GET", path: "/deviceManagement/managedDevices", handle: listManaged },
];
