import { z } from "zod/v4";
import { appPath, readApp } from "../apps/app.ts";
import { auditsPath } from "../apps/app-audits.ts";
import { holderPath, readApplicationId } from "../apps/credentials.ts";
import { assignmentsPath, grantsPath } from "../apps/grants.ts";
import { type ActionContext } from "../context.ts";
import { type Collector } from "../library.ts";
import { isFinal } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";
import {
  canCount,
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  type Part,
  readParts,
  rowsIn,
  isRead,
  sentenceOf,
  sizeOf,
  sizesOf,
  sumOf,
  withShape,
} from "./parts.ts";

const credentialMembers = "?$select=id,passwordCredentials,keyCredentials";

type Parts = Readonly<Record<string, Part>>;
type Reader = Pick<ActionContext, "graph" | "now">;

const consent = z.object({ consentType: z.string() });
const holder = z.object({
  passwordCredentials: z.array(z.unknown()),
  keyCredentials: z.array(z.unknown()),
});

const keysPart = async (graph: ActionContext["graph"], path: string): Promise<Part> =>
  withShape(await graphObject(graph, path), holder);

/** Parts of the registration, which is here only for apps of this organisation. */
const registrationParts = async (context: Reader, appId: string): Promise<Parts> => {
  const { graph } = context;
  try {
    const id = await readApplicationId(context, { appId });
    if (id === undefined) return {};
    return await readParts({
      "credentials of the application": keysPart(
        graph,
        holderPath("applications", id, credentialMembers),
      ),
      "federated credentials": graphPart(
        graph,
        holderPath("applications", id, "/federatedIdentityCredentials"),
      ),
      "owners of the application": graphPart(graph, holderPath("applications", id, "/owners")),
      "events of the application": graphPart(graph, auditsPath(context, id)),
    });
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { "the application": { state: "not evaluable", why: fault.code } };
  }
};

const credentialParts = [
  "credentials of the service principal",
  "credentials of the application",
  "federated credentials",
] as const;

const keysOf = (part: Part | undefined): number =>
  rowsIn(part, holder).reduce(
    (sum, { passwordCredentials, keyCredentials }) =>
      sum + passwordCredentials.length + keyCredentials.length,
    0,
  );

/** Everything that was asked under these names was read, and the application was found out about. */
const areRead = (parts: Parts, names: readonly string[]): boolean =>
  parts["the application"] === undefined &&
  names.every((name) => parts[name] === undefined || canCount(parts[name]));

const summaryOf = (parts: Parts): string => {
  const wide = rowsIn(parts["consents"], consent).filter(
    ({ consentType }) => consentType === "AllPrincipals",
  ).length;
  const credentials =
    keysOf(parts["credentials of the service principal"]) +
    keysOf(parts["credentials of the application"]) +
    sizeOf(parts["federated credentials"]);
  const events = sizeOf(parts["events"]) + sizeOf(parts["events of the application"]);
  const owners = sizeOf(parts["owners"]) + sizeOf(parts["owners of the application"]);
  const read = (...names: readonly string[]): boolean => areRead(parts, names);
  return sentenceOf(
    [
      ...(isRead(parts["consents"])
        ? [`${count(sizeOf(parts["consents"]), "consent")}, ${String(wide)} for everybody`]
        : []),
      ...sizesOf(parts, [["app roles", "app role"]]),
      ...sumOf(credentials, ["credential"], read(...credentialParts)),
      ...sumOf(owners, ["owner"], read("owners", "owners of the application")),
      ...sumOf(events, ["audit event"], read("events", "events of the application")),
    ],
    "; ",
  );
};

/** What the app may do and for whom, and what signs in as it, by name. Throws `not found` where there is no such app. */
export const permissionParts = async (context: ActionContext, subject: Subject): Promise<Parts> => {
  const { graph } = context;
  const { appId } = await readApp(context, subject.id);
  const [own, registration] = await Promise.all([
    readParts({
      consents: graphPart(graph, grantsPath(subject.id)).then((found) => withShape(found, consent)),
      "app roles": graphPart(graph, assignmentsPath(subject)),
      "assigned people": graphPart(graph, appPath(subject.id, "/appRoleAssignedTo")),
      "credentials of the service principal": keysPart(
        graph,
        holderPath("servicePrincipals", subject.id, credentialMembers),
      ),
      owners: graphPart(graph, appPath(subject.id, "/owners")),
      events: graphPart(graph, auditsPath(context, subject.id)),
    }),
    registrationParts(context, appId),
  ]);
  return { ...own, ...registration };
};

/** E3 for applications: everything that it may do, for whom, and what lets somebody sign in as it. */
export const appPermissions: Collector = {
  id: "app-permissions",
  code: "E3",
  kind: "E3",
  subjectKinds: ["service principal"],
  title: "App permissions before the change",
  team: "cloud-security",
  permissions: {
    least: ["Directory.Read.All", "Application.Read.All"],
    optional: [{ name: "AuditLog.Read.All", for: "who consented, and who changed it" }],
  },
  collect: async (context, subject) => {
    const parts = await permissionParts(context, subject);
    return {
      content: { kind: "E3", subject: subject.id, readAt: context.now(), parts },
      summary: `${summaryOf(parts)}${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
