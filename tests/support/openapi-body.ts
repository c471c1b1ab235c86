/** Whether a body has the members and types that a schema of Graph's names. */
import { isList, isObject, type Json } from "../../src/sandbox/json.ts";
import { type Schema, type Version } from "./openapi-subset.ts";

type At = { readonly version: Version; readonly where: string };
type Properties = Readonly<Record<string, Schema>>;

const resolved = (version: Version, schema: Schema): Schema => {
  const name = schema.$ref?.split("/").at(-1);
  const next = name === undefined ? undefined : version.components.schemas[name];
  return next ? resolved(version, next) : schema;
};

/** Members of a type, of those that it is derived from, and of those derived from it: a body may be any of them. */
const propertiesOf = (
  version: Version,
  schema: Schema,
  seen: ReadonlySet<string> = new Set(),
): Properties => {
  const name = schema.$ref ?? "";
  if (name !== "" && seen.has(name)) return {};
  const known = new Set([...seen, name]);
  const own = resolved(version, schema);
  const derived = (own["x-derived"] ?? []).map((one) => ({ $ref: `#/components/schemas/${one}` }));
  const others = [...(own.allOf ?? []), ...derived];
  return Object.assign(
    {},
    ...others.map((one) => propertiesOf(version, one, known)),
    own.properties,
  ) as Properties; // Object.assign of a spread is typed any; all its sources are Properties.
};

/** `@odata.type`, `members@odata.bind`, `@microsoft.graph.conflictBehavior`. */
const isAnnotation = (name: string): boolean =>
  name.startsWith("@") || name.includes("@odata.") || name.includes("@microsoft.");

/** Action parameters are PascalCase in the metadata and camelCase in the pages. */
const memberOf = (properties: Properties, name: string): Schema | undefined =>
  properties[name] ??
  Object.entries(properties).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];

const enumProblems = (schema: Schema, value: Json, where: string): readonly string[] => {
  const isFlags = schema["x-ms-enum-flags"] !== undefined && typeof value === "string";
  const values = isFlags ? value.split(",") : [value];
  return values
    .filter((one) => typeof one !== "string" || !schema.enum?.includes(one.trim()))
    .map((one) => `${where}: ${JSON.stringify(one)} isn't one of ${schema.enum?.join(", ") ?? ""}`);
};

const objectProblems = (schema: Schema, value: Json, { version, where }: At): readonly string[] => {
  if (!isObject(value)) return [`${where}: not an object`];
  const properties = propertiesOf(version, schema);
  return Object.entries(value)
    .filter(([name]) => !isAnnotation(name))
    .flatMap(([name, one]) => {
      const member = memberOf(properties, name);
      if (member) return bodyProblems(member, one, { version, where: `${where}.${name}` });
      return schema["x-open-type"] === true ? [] : [`${where}.${name}: unknown property`];
    });
};

const primitives: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
};

const plainProblems = (type: string | undefined, value: Json, where: string): readonly string[] =>
  type === undefined || (primitives[type]?.(value) ?? true)
    ? []
    : [`${where}: ${JSON.stringify(value)} isn't ${type}`];

/** What is wrong with a body, one line each; null is allowed everywhere, the document doesn't say where it isn't. */
export const bodyProblems = (schema: Schema, value: Json, at: At): readonly string[] => {
  if (value === null) return [];
  const own = resolved(at.version, schema);
  if (own.enum) return enumProblems(own, value, at.where);
  if (own.type === "array") {
    if (!isList(value)) return [`${at.where}: not a list`];
    return value.flatMap((one, index) =>
      bodyProblems(own.items ?? {}, one, { ...at, where: `${at.where}[${String(index)}]` }),
    );
  }
  const isEntity = own.properties !== undefined || own.allOf !== undefined;
  return isEntity
    ? objectProblems({ ...own, ...schema }, value, at)
    : plainProblems(own.type, value, at.where);
};

/** Parameters of an action that must not be null, and are missing. */
export const missingParameters = (
  schema: Schema,
  value: Json | undefined,
  version: Version,
): readonly string[] => {
  const given = new Set(
    Object.keys(isObject(value) ? value : {}).map((name) => name.toLowerCase()),
  );
  return Object.entries(resolved(version, schema).properties ?? {})
    .filter(([name, one]) => one["x-nullable"] === false && !given.has(name.toLowerCase()))
    .map(([name]) => `${name}: missing`);
};
