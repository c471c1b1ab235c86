import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { given, isList, isObject, type Json, text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State, type TableName, visible } from "../state.ts";

const pageSize = 100;
const words = z.array(z.string());

/** Entra's own authentication strengths: the same ids in every tenant. */
const strengths: ReadonlySet<string> = new Set(
  ["2", "3", "4"].map((last) => `00000000-0000-0000-0000-00000000000${last}`),
);

const users = z.strictObject({
  includeUsers: words.optional(),
  excludeUsers: words.optional(),
  includeGroups: words.optional(),
  excludeGroups: words.optional(),
  includeRoles: words.optional(),
  excludeRoles: words.optional(),
  includeGuestsOrExternalUsers: z.json().optional(),
  excludeGuestsOrExternalUsers: z.json().optional(),
});

const conditions = z.strictObject({
  clientAppTypes: words.optional(),
  applications: z.record(z.string(), z.json()).optional(),
  users: users.optional(),
  locations: z.json().optional(),
  platforms: z.json().optional(),
});

const grantControls = z.strictObject({
  operator: z.enum(["AND", "OR"]),
  builtInControls: words.optional(),
  customAuthenticationFactors: words.optional(),
  termsOfUse: words.optional(),
  authenticationStrength: z.strictObject({ id: z.guid() }).nullable().optional(),
});

const state = z.enum(["enabled", "disabled", "enabledForReportingButNotEnforced"]);
const newPolicy = z.strictObject({
  displayName: z.string().min(1),
  state,
  conditions: conditions.required({ clientAppTypes: true, applications: true, users: true }),
  grantControls: grantControls.nullable().optional(),
  sessionControls: z.json().optional(),
});
const policyPatch = newPolicy.partial().extend({ conditions: conditions.optional() });

/** 400 as Conditional Access words it; the number stands in the message. */
const schemaError = (): Outcome =>
  graphError(
    400,
    "BadRequest",
    "1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. For examples, please see API documentation at https://docs.microsoft.com/en-us/graph/api/resources/conditionalaccesspolicy?view=graph-rest-1.0.",
  );

const invalid = (message: string): Outcome => graphError(400, "BadRequest", message);

const missing = (id: string): Outcome =>
  graphError(404, "ResourceNotFound", `${id} could not be found.`);

const isPerson = (tenant: State, id: string): boolean =>
  ["All", "None", "GuestsOrExternalUsers"].includes(id) || rowAt(tenant, "users", id) !== undefined;

type Policy = z.infer<typeof policyPatch>;

const strangerIn = (tenant: State, { conditions: asked }: Policy): string | undefined => {
  const { includeUsers = [], excludeUsers = [] } = asked?.users ?? {};
  return [...includeUsers, ...excludeUsers].find((id) => !isPerson(tenant, id));
};

/** Users must exist, a block stands alone, and a strength is one of Entra's own. */
const problemOf = (tenant: State, policy: Policy): Outcome | undefined => {
  const stranger = strangerIn(tenant, policy);
  if (stranger !== undefined) return invalid(`1005: Invalid user value: ${stranger}.`);
  const { builtInControls: controls = [], authenticationStrength } = policy.grantControls ?? {};
  const strength = authenticationStrength?.id;
  if (controls.includes("block") && (controls.length > 1 || strength !== undefined)) {
    return invalid("1002: Block control cannot be used with other controls.");
  }
  return strength === undefined || strengths.has(strength)
    ? undefined
    : invalid(`1109: AuthenticationStrength ${strength} does not exist.`);
};

const everyone = {
  includeUsers: [],
  excludeUsers: [],
  includeGroups: [],
  excludeGroups: [],
  includeRoles: [],
  excludeRoles: [],
  includeGuestsOrExternalUsers: null,
  excludeGuestsOrExternalUsers: null,
};

const wholeControls = (controls: Json): Json =>
  isObject(controls)
    ? { builtInControls: [], customAuthenticationFactors: [], termsOfUse: [], ...controls }
    : null;

/** `conditions.users` is put in place whole: what a caller leaves out is gone (graph.md I42). */
const merged = (row: Row, policy: Policy): Row => {
  const { conditions: asked, grantControls: controls, ...plain } = policy;
  const old = isObject(row["conditions"]) ? row["conditions"] : {};
  const { users: people, ...others } = asked ?? {};
  return {
    ...row,
    ...given(plain),
    conditions: {
      ...old,
      ...given(others),
      ...(people && { users: { ...everyone, ...given(people) } }),
    },
    ...(controls === undefined ? {} : { grantControls: wholeControls(given(controls ?? {})) }),
  };
};

const createPolicy: Handler = (tenant, call) => {
  const parsed = newPolicy.safeParse(call.body);
  if (!parsed.success) return schemaError();
  const problem = problemOf(tenant, parsed.data);
  if (problem) return problem;
  const id = call.newId();
  const stamp = { createdDateTime: call.now.toISOString(), modifiedDateTime: null };
  const row = merged({ id, ...stamp, sessionControls: null, grantControls: null }, parsed.data);
  return {
    status: 201,
    body: visible(row),
    changes: [{ table: "conditionalAccessPolicies", key: id, row }],
  };
};

/** Handlers of one row: 404 where it isn't there. */
const onRow =
  (table: TableName, handle: (tenant: State, call: Call, row: Row) => Outcome): Handler =>
  (tenant, call) => {
    const key = param(call, "id");
    const row = rowAt(tenant, table, key);
    return row ? handle(tenant, call, row) : missing(key);
  };

const patchPolicy = onRow("conditionalAccessPolicies", (tenant, call, row) => {
  const parsed = policyPatch.safeParse(call.body);
  if (!parsed.success) return schemaError();
  const problem = problemOf(tenant, parsed.data);
  if (problem) return problem;
  const changed = { ...merged(row, parsed.data), modifiedDateTime: call.now.toISOString() };
  const key = text(row, "id");
  return { status: 204, changes: [{ table: "conditionalAccessPolicies", key, row: changed }] };
});

const list =
  (table: TableName): Handler =>
  (tenant, call) =>
    collection(call, rowsOf(tenant, table), { pageSize });

const remove = (table: TableName): Handler =>
  onRow(table, (_tenant, _call, row) => ({
    status: 204,
    changes: [{ table, key: text(row, "id"), row: null }],
  }));

const range = z.strictObject({
  "@odata.type": z.enum(["#microsoft.graph.iPv4CidrRange", "#microsoft.graph.iPv6CidrRange"]),
  cidrAddress: z.string().regex(/^[0-9a-fA-F.:]+\/\d{1,3}$/),
});
const location = z.discriminatedUnion("@odata.type", [
  z.strictObject({
    "@odata.type": z.literal("#microsoft.graph.ipNamedLocation"),
    displayName: z.string().min(1),
    isTrusted: z.boolean().optional(),
    ipRanges: z.array(range).min(1),
  }),
  z.strictObject({
    "@odata.type": z.literal("#microsoft.graph.countryNamedLocation"),
    displayName: z.string().min(1),
    countriesAndRegions: words.min(1),
    includeUnknownCountriesAndRegions: z.boolean().optional(),
    countryLookupMethod: z.enum(["clientIpAddress", "authenticatorAppGps"]).optional(),
  }),
]);

/** `@odata.type` is mandatory (graph.md I43). */
const createLocation: Handler = (_tenant, call) => {
  const parsed = location.safeParse(call.body);
  if (!parsed.success) return invalid("1009: NamedLocation does not match its schema.");
  const id = call.newId();
  const at = call.now.toISOString();
  const row = { ...given(parsed.data), id, createdDateTime: at, modifiedDateTime: at };
  return { status: 201, body: row, changes: [{ table: "namedLocations", key: id, row }] };
};

const untrust = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.ipNamedLocation"),
  isTrusted: z.boolean(),
});

const patchLocation = onRow("namedLocations", (_tenant, call, row) => {
  const parsed = untrust.safeParse(call.body);
  if (!parsed.success) return invalid("1009: NamedLocation does not match its schema.");
  const changed = { ...row, isTrusted: parsed.data.isTrusted };
  return {
    status: 204,
    changes: [{ table: "namedLocations", key: text(row, "id"), row: changed }],
  };
});

const isUsed = (tenant: State, id: string): boolean =>
  rowsOf(tenant, "conditionalAccessPolicies").some((policy) => {
    const all = isObject(policy["conditions"]) ? policy["conditions"] : {};
    const places = isObject(all["locations"]) ? all["locations"] : {};
    return ["includeLocations", "excludeLocations"].some((key) => {
      const ids = places[key];
      return isList(ids) && ids.includes(id);
    });
  });

/** A trusted location must be untrusted first (graph.md I43), and one that a policy names stays. */
const deleteLocation = onRow("namedLocations", (tenant, _call, row) => {
  const id = text(row, "id");
  if (row["isTrusted"] === true) {
    return invalid("1101: Cannot delete a trusted named location.");
  }
  return isUsed(tenant, id)
    ? invalid(`1100: NamedLocation ${id} is referenced by a policy.`)
    : { status: 204, changes: [{ table: "namedLocations", key: id, row: null }] };
});

const policies = "/identity/conditionalAccess/policies";
const locations = "/identity/conditionalAccess/namedLocations";
const one = (table: TableName): Handler => onRow(table, (_tenant, call, row) => entity(call, row));

/** Conditional Access: policies and named locations. */
export const conditionalAccessRoutes: readonly Route[] = [
  { method: "GET", path: policies, handle: list("conditionalAccessPolicies") },
  { method: "POST", path: policies, handle: createPolicy },
  { method: "GET", path: `${policies}/:id`, handle: one("conditionalAccessPolicies") },
  { method: "PATCH", path: `${policies}/:id`, handle: patchPolicy },
  { method: "DELETE", path: `${policies}/:id`, handle: remove("conditionalAccessPolicies") },
  { method: "GET", path: locations, handle: list("namedLocations") },
  { method: "POST", path: locations, handle: createLocation },
  { method: "GET", path: `${locations}/:id`, handle: one("namedLocations") },
  { method: "PATCH", path: `${locations}/:id`, handle: patchLocation },
  { method: "DELETE", path: `${locations}/:id`, handle: deleteLocation },
];
