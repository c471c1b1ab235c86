import { z } from "zod/v4";
import { type App, readApp } from "../apps/app.ts";
import { readApplicationId } from "../apps/credentials.ts";
import { assignmentSchema, grantSchema, scopesOf } from "../apps/grants.ts";
import { type ActionContext } from "../context.ts";
import { existing } from "../guard-parts.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { isFinal } from "../read.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { objectId } from "../../core/shared/ids.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";
import { permissionParts } from "./app-permissions.ts";
import { auditQuestions } from "./directory-audits.ts";
import { askAll, daysBefore, type LogPart } from "./log-parts.ts";
import { isRead, rowsIn, withShape } from "./parts.ts";
import { auditRow, isOwn, openings, readLogs, strangeSignIns } from "./watch-logs.ts";
import {
  compared,
  earlierOf,
  isSince,
  keptRows,
  looksAfter,
  lookOf,
  newSince,
  noEarlier,
  timed,
} from "./watch-parts.ts";

type Parts = Readonly<Record<string, LogPart>>;

const text = z.string().nullish();

/** An audit event with what it changed: "AccountEnabled" from "[true]" to "[false]" (Graph modifiedProperty). */
const changeRow = auditRow.extend({
  targetResources: z
    .array(
      z.object({
        modifiedProperties: z.array(z.object({ displayName: text, newValue: text })).nullish(),
      }),
    )
    .nullish(),
});
type Change = z.infer<typeof changeRow>;

/** To what an event set the app: true, false, or undefined where it was about something else. */
const enabledBy = ({ targetResources }: Change): boolean | undefined => {
  const value = (targetResources ?? [])
    .flatMap(({ modifiedProperties }) => modifiedProperties ?? [])
    .find(({ displayName }) => displayName === "AccountEnabled")?.newValue;
  if (typeof value !== "string") return undefined;
  return /true/i.test(value);
};

const look = z.looseObject({ accountEnabled: z.literal(false) });

/** Disabled since it joined, and enabled now; not where Cordon or a responder enabled it. */
const isBack = (
  app: Pick<App, "accountEnabled"> | undefined,
  { parts, earlier }: { readonly parts: Parts; readonly earlier: readonly Json[] },
  { context, run }: { readonly context: ActionContext; readonly run: CollectRun },
): boolean => {
  if (app?.accountEnabled !== true) return false;
  const changes = rowsIn(parts["audit events on it"], changeRow)
    .filter((row) => enabledBy(row) !== undefined && isSince(row.activityDateTime, run.since))
    .sort((a, b) => Date.parse(a.activityDateTime) - Date.parse(b.activityDateTime));
  const wasOff =
    changes.some((row) => enabledBy(row) === false) ||
    earlier.some((content) => look.safeParse(content).success);
  const enabling = changes.findLast((row) => enabledBy(row) === true);
  return wasOff && !(enabling && isOwn(enabling, context, run.subjects));
};

const withId = z.looseObject({ id: z.string() });
const holder = z.looseObject({
  passwordCredentials: z.array(z.looseObject({ keyId: z.string() })),
  keyCredentials: z.array(z.looseObject({ keyId: z.string() })),
});

const ids = withId.transform(({ id }) => [id]);
/** By what it allows and to whom: a consent that is given back has another id. */
const grants = grantSchema.transform((grant) => {
  const { clientId, consentType, principalId, resourceId } = grant;
  const of = [clientId, consentType, principalId ?? "", resourceId].join(" ");
  return [...scopesOf(grant), "(consent)"].map((scope) => `${of} ${scope}`);
});
/** The same for a role; one without these members by its id. */
const roles = z.union([
  assignmentSchema.transform(({ principalId, resourceId, appRoleId }) => [
    [principalId, resourceId, appRoleId].join(" "),
  ]),
  ids,
]);
const keys = holder.transform(({ passwordCredentials, keyCredentials }) =>
  [...passwordCredentials, ...keyCredentials].map(({ keyId }) => keyId),
);

/** Parts that are compared: what counts in each row, and the words for one and for several. */
const comparedParts: readonly (readonly [string, z.ZodType<readonly string[]>, string, string])[] =
  [
    ["consents", grants, "consented scope", "consented scopes"],
    ["app roles", roles, "app permission", "app permissions"],
    ["assigned people", roles, "assignment", "assignments"],
    ["credentials of the service principal", keys, "credential", "credentials"],
    [
      "credentials of the application",
      keys,
      "credential of its registration",
      "credentials of its registration",
    ],
    ["federated credentials", ids, "federated credential", "federated credentials"],
    ["owners", ids, "owner", "owners"],
  ];

/** What wasn't there in any file before; what can't be compared is in `uncompared`. */
const added = (parts: Parts, earlier: readonly Json[]): readonly string[] =>
  comparedParts.flatMap(([name, schema, one, many]) => {
    const before = keptRows(earlier, name, schema);
    if (before.length === 0) return [];
    const known = new Set(before.flat(2));
    const fresh = rowsIn(parts[name], schema)
      .flat()
      .filter((key) => !known.has(key));
    return fresh.length === 0 ? [] : [`${count(fresh.length, one, many)} more`];
  });

/** Parts that were read now and never before: a look without them is never called complete. */
const uncompared = (parts: Parts, earlier: readonly Json[]): Parts => {
  const now = comparedParts.map(([name]) => name).filter((name) => isRead(parts[name]));
  const missing = now.filter((name) => keptRows(earlier, name, z.unknown()).length === 0);
  if (missing.length === 0) return {};
  return missing.length === now.length
    ? { "what it was allowed before": noEarlier }
    : Object.fromEntries(missing.map((name) => [`${name} before`, noEarlier]));
};

/** Audit events on the registration: secrets are added there as well, and it has another id. */
const registrationEvents = async (
  context: ActionContext,
  app: Pick<App, "appId">,
  run: CollectRun,
): Promise<{ readonly parts: Parts; readonly asked: readonly string[] }> => {
  const window = { from: daysBefore(run.openedAt, 0), to: daysBefore(context.now(), 0) };
  try {
    const { data: id } = objectId.safeParse(await readApplicationId(context, app));
    if (id === undefined) return { parts: {}, asked: [] };
    const questions = auditQuestions(context, { kind: "service principal", id }, window)
      .filter(({ name }) => name === "audit events on it")
      .map((question) => ({ ...question, name: "audit events on its registration" }));
    const read = await askAll(questions);
    return {
      parts: Object.fromEntries(
        Object.entries(read).map(([name, found]) => [name, withShape(found, auditRow)]),
      ),
      asked: questions.map(({ asked }) => asked),
    };
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    const why = fault.code;
    return {
      parts: { "audit events on its registration": { state: "not evaluable", why } },
      asked: [],
    };
  }
};

type Now = {
  readonly app: App | undefined;
  readonly parts: Parts;
  readonly asked: readonly string[];
};

const readNow = async (context: ActionContext, subject: Subject, run: CollectRun): Promise<Now> => {
  const logs = await readLogs(context, subject, run);
  const app = await existing(readApp(context, subject.id), "gone");
  if ("reason" in app) return { app: undefined, ...logs };
  const registration = await registrationEvents(context, app.found, run);
  const permissions = await permissionParts(context, subject);
  return {
    app: app.found,
    parts: { ...logs.parts, ...registration.parts, ...permissions },
    asked: [
      ...logs.asked,
      ...registration.asked,
      `GET /v1.0/servicePrincipals/${subject.id}, its consents, app roles, owners and credentials`,
    ],
  };
};

const standing = (app: App | undefined): string => {
  if (!app) return "Entra has no app with this id any more";
  if (typeof app.accountEnabled !== "boolean") return "whether the app is enabled isn't known";
  return app.accountEnabled ? "the app is enabled" : "the app is disabled";
};

const collect = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
): Promise<Collected> => {
  const earlier = await earlierOf(run, "E3");
  const { app, parts, asked } = await readNow(context, subject, run);
  return lookOf(context, subject, run, {
    found: [
      timed(run, [
        // Being enabled is a state, not an event: it is said for as long as it lasts.
        ...(isBack(app, { parts, earlier }, { context, run }) ? ["the app is enabled again"] : []),
        ...strangeSignIns(parts, subject, newSince(run)),
        ...openings(parts, context, run),
      ]),
      compared(run, added(parts, earlier)),
    ],
    parts: { ...parts, ...uncompared(parts, earlier) },
    asked,
    said: [standing(app)],
    facts: { accountEnabled: app?.accountEnabled ?? null },
  });
};

/** R6 of an app: is it enabled again, and has it new credentials, consents, permissions or owners? */
export const appWatch: SlowCollector = {
  id: "app-watch",
  code: "R6",
  kind: "R6",
  title: "Watch of the app",
  subjectKinds: ["service principal"],
  team: "soc",
  permissions: {
    least: ["Application.Read.All", "AuditLog.Read.All", "Directory.Read.All"],
    optional: [
      { name: "LicenseAssignment.Read.All", for: "telling an empty log from a missing licence" },
    ],
  },
  licences: ["Entra ID P1"],
  runsAfter: looksAfter,
  collect,
};
