import { rowAt } from "../state.ts";
import { type Cmdlet, values } from "./cmdlet.ts";

/** On in every tenant since 2019 unless somebody turned it off (Get-AdminAuditLogConfig). */
const getConfig: Cmdlet["run"] = (state) => {
  const row = rowAt(state, "policies", "adminAuditLogConfig");
  return values([
    {
      Identity: "Admin Audit Log Settings",
      AdminAuditLogEnabled: true,
      UnifiedAuditLogIngestionEnabled: row?.["UnifiedAuditLogIngestionEnabled"] !== false,
    },
  ]);
};

/** Whether the unified audit log is written. */
export const auditCmdlets: readonly Cmdlet[] = [
  { name: "Get-AdminAuditLogConfig", parameters: [], run: getConfig },
];
