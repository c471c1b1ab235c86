import { type ManualCheck } from "../library.ts";

/** E5: what isn't kept now is gone when somebody asks for it. */
export const preserveLogs: ManualCheck = {
  id: "preserve-logs",
  code: "E5",
  title: "Preserve logs before they expire",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "detection",
  asks: "Which logs reach back how far, and is each exported or kept longer before it expires?",
  byHand:
    "Periods by default: Entra sign-in and audit logs 30 days (7 without P1), unified audit log 180 days (Audit Standard), Defender hunting 30 days, message trace 90 days. 1. Check that auditing is on: Exchange Online PowerShell, Get-AdminAuditLogConfig | fl UnifiedAuditLogIngestionEnabled. 2. Purview portal, Audit, Policies: an audit retention policy for the accounts concerned (needs Audit Premium). 3. Purview portal, Data lifecycle management: pause retention policies that delete mail or files; for people use “incident step add place-litigation-hold for <person>”. 4. Export what no collector reads: firewall, VPN, proxy, mail gateway, on-premises domain controllers, SaaS apps. 5. Store exports outside the tenant with SHA-256. Write here: source, first day kept, where, who.",
};
