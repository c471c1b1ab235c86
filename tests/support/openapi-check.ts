/** Is a request one that Microsoft documents? Judged by the paths, parameters, bodies and permissions of its OpenAPI. */
import { isList, isObject, type Json, text } from "../../src/sandbox/json.ts";
import { type RecordedRequest } from "../../src/sandbox/request-log.ts";
import { bodyProblems, missingParameters } from "./openapi-body.ts";
import { type Operation, type Subset, type Version } from "./openapi-subset.ts";

/** What the documents say of a request. */
export type Verdict = {
  /** `document only`: named on a page and missing in the metadata; `outside`: a path of Graph that the subset leaves out. */
  readonly kind: "known" | "document only" | "outside" | "unknown";
  /** Version, method and path template; the path as it was sent where nothing fits. */
  readonly template: string;
  readonly problems: readonly string[];
  /** Application permissions of which any one is enough; undefined where nobody says. */
  readonly permissions: readonly string[] | undefined;
};

const special = /[.*+?^${}()|[\]\\]/g;

const patternOf = (template: string): RegExp => {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replace(special, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`, "i");
};

const parametersIn = (template: string): number => template.split("{").length;

/** The template with the fewest parameters that fits: `/users/delta` before `/users/{user-id}`. */
const fitting = (templates: readonly string[], path: string): string | undefined =>
  templates
    .filter((template) => patternOf(template).test(path))
    .sort((a, b) => parametersIn(a) - parametersIn(b))[0];

type Found = { readonly template: string; readonly operation: Operation };

const operationOf = (version: Version, method: string, path: string): Found | undefined => {
  const aliases = version["x-path-aliases"];
  const target = (template: string): string => aliases[template] ?? template;
  const has = (template: string): boolean =>
    version.paths[target(template)]?.[method.toLowerCase()] !== undefined;
  const names = [...Object.keys(version.paths), ...Object.keys(aliases)].filter(has);
  const template = fitting(names, path);
  const operation =
    template === undefined ? undefined : version.paths[target(template)]?.[method.toLowerCase()];
  return template === undefined || !operation ? undefined : { template, operation };
};

/** Metadata segments that pages leave out: `/x/microsoft.graph.security.close` is `/x/close`. */
const short = (template: string): string =>
  template.replace(/microsoft\.graph\.(security\.)?/g, "");

const outside = (
  subset: Subset,
  { version, method, path }: { version: "v1.0" | "beta"; method: string; path: string },
): string | undefined => {
  const names = Object.entries(subset.everywhere[version])
    .filter(([, methods]) => methods.split(",").includes(method))
    .flatMap(([template]) => [template, short(template)]);
  return fitting(names, path);
};

const queryProblems = (operation: Operation, query: string): readonly string[] => {
  const known = new Set(operation.parameters.map(({ name }) => name));
  return [...new URLSearchParams(query).keys()]
    .filter((name) => name.startsWith("$") && !name.startsWith("$skiptoken") && !known.has(name))
    .map((name) => `${name}: not an option of this call`);
};

const requestProblems = (
  operation: Operation,
  { body, query }: RecordedRequest,
  version: Version,
): readonly string[] => {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const isEmpty = body === undefined || (isObject(body) && Object.keys(body).length === 0);
  if (!schema)
    return [...queryProblems(operation, query), ...(isEmpty ? [] : ["a body, and none is taken"])];
  const support = operation["x-appOnlySupported"];
  return [
    ...queryProblems(operation, query),
    ...bodyProblems(schema, body ?? null, { version, where: "" }),
    ...missingParameters(schema, body, version),
    ...(support === false ? ["not for applications"] : []),
  ];
};

const permissionsOf = (operation: Operation): readonly string[] | undefined => {
  const application = operation["x-permissions"]?.Application;
  return application && [...(application.all ?? []), ...(application.least ?? [])];
};

/** Every application permission that some documented call takes. */
export const permissionNames = (subset: Subset): ReadonlySet<string> =>
  new Set(
    [subset["v1.0"], subset.beta]
      .flatMap(({ paths }) => Object.values(paths))
      .flatMap((operations) => Object.values(operations))
      .flatMap((operation) => permissionsOf(operation) ?? []),
  );

const isVersion = (name: string): name is "v1.0" | "beta" => name === "v1.0" || name === "beta";

/** Judges one request of Graph; one of `$batch` is judged by its items (see `itemsOf`). */
export const verdictOf = (subset: Subset, request: RecordedRequest): Verdict => {
  const { method, path, version: name } = request;
  const none = { problems: [], permissions: undefined };
  const titled = (template: string): string => `${name} ${method} ${template}`;
  if (!isVersion(name)) return { kind: "unknown", template: titled(path), ...none };
  const version = subset[name];
  const found = operationOf(version, method, path);
  if (found) {
    const { template, operation } = found;
    const problems = requestProblems(operation, request, version);
    return {
      kind: "known",
      template: titled(template),
      problems,
      permissions: permissionsOf(operation),
    };
  }
  const documented = (subset.docOnly[name] ?? []).filter((one) => one.method === method);
  const page = fitting(
    documented.map((one) => one.path),
    path,
  );
  if (page !== undefined) return { kind: "document only", template: titled(page), ...none };
  const elsewhere = outside(subset, { version: name, method, path });
  return elsewhere === undefined
    ? { kind: "unknown", template: titled(path), ...none }
    : { kind: "outside", template: titled(elsewhere), ...none };
};

/** The requests themselves: a `$batch` is taken apart, and only what goes to Graph stays. */
export const itemsOf = (requests: readonly RecordedRequest[]): readonly RecordedRequest[] =>
  requests
    .filter(({ version }) => version !== "")
    .flatMap((request) => {
      if (request.path !== "/$batch") return [request];
      const items: Json | undefined = isObject(request.body) ? request.body["requests"] : undefined;
      return isList(items)
        ? items.filter(isObject).map((item): RecordedRequest => {
            const [path = "", query = ""] = text(item, "url").split("?");
            return {
              method: text(item, "method"),
              version: request.version,
              path: path.startsWith("/") ? path : `/${path}`,
              query,
              body: item["body"],
            };
          })
        : [];
    });
