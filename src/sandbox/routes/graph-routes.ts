import { type Route } from "../router.ts";
import { accessPassRoutes } from "./access-passes.ts";
import { analyzedEmailRoutes } from "./analyzed-emails.ts";
import { appRoutes } from "./apps.ts";
import { applicationRoutes } from "./applications.ts";
import { auditRoutes } from "./audit.ts";
import { auditSearchRoutes } from "./audit-search.ts";
import { authenticationMethodRoutes } from "./authentication-methods.ts";
import { conditionalAccessRoutes } from "./conditional-access.ts";
import { deletedItemRoutes } from "./deleted-items.ts";
import { driveRoutes } from "./drives.ts";
import { groupMemberRoutes } from "./group-members.ts";
import { roleAssignmentRoutes } from "./role-assignments.ts";
import { scheduleRequestRoutes } from "./schedule-requests.ts";
import { tenantPolicyRoutes } from "./tenant-policies.ts";
import { chatRoutes } from "./chats.ts";
import { domainRoutes } from "./domains.ts";
import { groupRoutes } from "./groups.ts";
import { identityAccountRoutes } from "./identity-accounts.ts";
import { huntingRoutes } from "./hunting.ts";
import { identityProtectionRoutes } from "./identity-protection.ts";
import { installedAppRoutes } from "./installed-apps.ts";
import { licenceDetailRoutes } from "./licence-details.ts";
import { mailRoutes } from "./mail.ts";
import { managedDeviceRoutes } from "./managed-devices.ts";
import { messageTraceRoutes } from "./message-traces.ts";
import { roleRoutes } from "./roles.ts";
import { sharePointRoutes } from "./share-point.ts";
import { teamRoutes } from "./teams.ts";
import { userRoutes } from "./users.ts";

/** Everything of Graph that the tenant answers, under /v1.0 and /beta alike. Add an area here. */
export const graphRoutes: readonly Route[] = [
  ...userRoutes,
  ...licenceDetailRoutes,
  ...authenticationMethodRoutes,
  ...accessPassRoutes,
  ...identityAccountRoutes,
  ...roleRoutes,
  ...groupRoutes,
  ...appRoutes,
  ...applicationRoutes,
  ...mailRoutes,
  ...analyzedEmailRoutes,
  ...auditRoutes,
  ...auditSearchRoutes,
  ...messageTraceRoutes,
  ...huntingRoutes,
  ...domainRoutes,
  ...conditionalAccessRoutes,
  ...tenantPolicyRoutes,
  ...deletedItemRoutes,
  ...roleAssignmentRoutes,
  ...scheduleRequestRoutes,
  ...groupMemberRoutes,
  ...driveRoutes,
  ...sharePointRoutes,
  ...managedDeviceRoutes,
  ...identityProtectionRoutes,
  ...teamRoutes,
  ...installedAppRoutes,
  ...chatRoutes,
];
