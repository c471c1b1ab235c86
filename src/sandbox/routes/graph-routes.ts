import { type Route } from "../router.ts";
import { analyzedEmailRoutes } from "./analyzed-emails.ts";
import { appRoutes } from "./apps.ts";
import { applicationRoutes } from "./applications.ts";
import { auditRoutes } from "./audit.ts";
import { authenticationMethodRoutes } from "./authentication-methods.ts";
import { conditionalAccessRoutes } from "./conditional-access.ts";
import { deletedItemRoutes } from "./deleted-items.ts";
import { groupMemberRoutes } from "./group-members.ts";
import { roleAssignmentRoutes } from "./role-assignments.ts";
import { scheduleRequestRoutes } from "./schedule-requests.ts";
import { tenantPolicyRoutes } from "./tenant-policies.ts";
import { chatRoutes } from "./chats.ts";
import { domainRoutes } from "./domains.ts";
import { groupRoutes } from "./groups.ts";
import { identityProtectionRoutes } from "./identity-protection.ts";
import { mailRoutes } from "./mail.ts";
import { roleRoutes } from "./roles.ts";
import { teamRoutes } from "./teams.ts";
import { userRoutes } from "./users.ts";

/** Everything of Graph that the tenant answers, under /v1.0 and /beta alike. Add an area here. */
export const graphRoutes: readonly Route[] = [
  ...userRoutes,
  ...authenticationMethodRoutes,
  ...roleRoutes,
  ...groupRoutes,
  ...appRoutes,
  ...applicationRoutes,
  ...mailRoutes,
  ...analyzedEmailRoutes,
  ...auditRoutes,
  ...domainRoutes,
  ...conditionalAccessRoutes,
  ...tenantPolicyRoutes,
  ...deletedItemRoutes,
  ...roleAssignmentRoutes,
  ...scheduleRequestRoutes,
  ...groupMemberRoutes,
  ...identityProtectionRoutes,
  ...teamRoutes,
  ...chatRoutes,
];
