import { z } from "zod/v4";
import { type Collector } from "../library.ts";
import { userPath } from "../read.ts";
import { count } from "../../core/shared/count.ts";
import {
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  type Part,
  readParts,
  rowsIn,
  sentenceOf,
  sizesOf,
  withShape,
} from "./parts.ts";

const client = z.object({ clientId: z.string() });

/** Service principals that the consents name, each once. */
const clientsOf = (grants: Part | undefined): readonly string[] => [
  ...new Set(rowsIn(grants, client).map(({ clientId }) => clientId)),
];

/**
 * E3: what apps may do in the person's name; consent outlives password and sessions. What the account did to apps is in
 * its logs (E4): a snapshot that asked them waited 10 s for every fourth person, at Graph's limit for reports.
 */
export const appConsents: Collector = {
  id: "app-consents",
  code: "E3",
  kind: "E3",
  subjectKinds: ["user"],
  title: "App consents before the change",
  // The step library gives it to a cloud team; the apps' directory is the identity team's here.
  team: "iam",
  permissions: { least: ["Directory.Read.All", "Application.Read.All"] },
  collect: async ({ graph, now }, subject) => {
    const own = await readParts({
      consents: graphPart(graph, userPath(subject.id, "/oauth2PermissionGrants")).then((found) =>
        withShape(found, client),
      ),
      "app roles": graphPart(graph, userPath(subject.id, "/appRoleAssignments")),
    });
    const clients = clientsOf(own["consents"]);
    // Credentials come without secrets: Graph never sends those again.
    const select =
      "?$select=id,appId,displayName,accountEnabled,appOwnerOrganizationId,verifiedPublisher,replyUrls,passwordCredentials,keyCredentials";
    const apps = await readParts(
      Object.fromEntries(
        clients.map((id) => [
          `app ${id}`,
          graphObject(graph, `/v1.0/servicePrincipals/${encodeURIComponent(id)}${select}`),
        ]),
      ),
    );
    const parts = { ...own, ...apps };
    const consents = sizesOf(own, [["consents", "consent"]]);
    const sizes = [
      ...consents.map((words) => `${words} to ${count(clients.length, "app")}`),
      ...sizesOf(own, [["app roles", "app role"]]),
    ];
    return {
      content: { kind: "E3", subject: subject.id, readAt: now(), parts },
      summary: `${sentenceOf(sizes, " and ")}${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
