/** Any JSON value. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object: what Graph calls an entity, and a row of the simulated tenant. */
export type JsonObject = Readonly<Record<string, Json>>;

/** Whether a value is a JSON object, not an array and not null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text member, or "" when it is absent or not text. */
export const text = (row: JsonObject, key: string): string => {
  const value = row[key];
  return typeof value === "string" ? value : "";
};

/** A list of texts, or [] when it is absent. */
export const texts = (row: JsonObject, key: string): readonly string[] => {
  const value = row[key];
  return isList(value) ? value.filter((item) => typeof item === "string") : [];
};

/** Whether a value is a JSON array. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Reads JSON text; `undefined` when it isn't JSON. */
export const parseJson = (source: string): Json | undefined => {
  try {
    // JSON.parse returns only JSON values; its declared type is any.
    return JSON.parse(source) as Json;
  } catch (caught) {
    if (caught instanceof SyntaxError) return undefined;
    throw caught;
  }
};

/** Whether two JSON values are the same, whatever the order of their members. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key], b[key]));
};

/** The members that have a value: what an optional member leaves out stays as it was. */
export const given = (members: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
