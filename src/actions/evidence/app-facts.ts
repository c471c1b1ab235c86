import { odataText } from "../read.ts";
import { z } from "zod/v4";
import { type App, appMembers, appPath, isVerified, readApp } from "../apps/app.ts";
import { isFirstParty } from "../first-party-apps.ts";
import { isOwn } from "../guard-parts.ts";
import { type Collector } from "../library.ts";
import {
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  readParts,
  rowsIn,
  sizesOf,
  withShape,
} from "./parts.ts";

const organization = z.object({ id: z.string() });

const publisherOf = (app: App): string => {
  if (isFirstParty(app)) return "Microsoft's own";
  if (!isVerified(app)) return "publisher not verified";
  return `published by ${app.verifiedPublisher?.displayName ?? "a verified publisher"}`;
};

const homeOf = ({ appOwnerOrganizationId: owner }: App, tenants: readonly string[]): string => {
  if (typeof owner !== "string" || tenants.length === 0) return "home organisation unknown";
  return tenants.includes(owner.toLowerCase()) ? "this organisation's" : "another organisation's";
};

/** E0 for applications: whose it is, and whether Cordon may act on it. */
export const appFacts: Collector = {
  id: "app-facts",
  code: "E0",
  kind: "E0",
  subjectKinds: ["service principal"],
  title: "Application and guardrails",
  team: "soc",
  permissions: {
    least: ["Application.Read.All", "Directory.Read.All", "RoleManagement.Read.Directory"],
  },
  collect: async (context, subject) => {
    const { graph, now, never } = context;
    const app = await readApp(context, subject.id);
    const appFilter = encodeURIComponent(`appId eq ${odataText(app.appId)}`);
    const roleFilter = encodeURIComponent(`principalId eq '${subject.id}'`);
    const parts = await readParts({
      app: graphObject(
        graph,
        appPath(subject.id, `?$select=${appMembers},replyUrls,servicePrincipalNames,tags,homepage`),
      ),
      owners: graphPart(graph, appPath(subject.id, "/owners")),
      registration: graphPart(graph, `/v1.0/applications?$filter=${appFilter}`),
      roles: graphPart(
        graph,
        `/v1.0/roleManagement/directory/roleAssignments?$filter=${roleFilter}`,
      ),
      organisation: graphPart(graph, "/v1.0/organization?$select=id").then((found) =>
        withShape(found, organization),
      ),
    });
    const tenants = rowsIn(parts["organisation"], organization).map(({ id }) => id.toLowerCase());
    const flags = {
      firstParty: isFirstParty(app),
      own: isOwn(never, [app.id, app.appId]),
      multiTenant: app.signInAudience !== "AzureADMyOrg",
      enabled: app.accountEnabled !== false,
    };
    const words = [
      flags.enabled ? "enabled" : "disabled",
      publisherOf(app),
      homeOf(app, tenants),
      flags.multiTenant ? "open to several organisations" : "for one organisation",
      ...sizesOf(parts, [
        ["owners", "owner"],
        ["roles", "directory role"],
      ]),
      ...(flags.own ? ["Cordon's own"] : []),
    ];
    return {
      content: { kind: "E0", subject: subject.id, readAt: now(), flags, parts },
      summary: `Application, ${words.join(", ")}.${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
