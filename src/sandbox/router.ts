import { type Json, type JsonObject } from "./json.ts";
import { type Change, type State } from "./state.ts";

/** Facts about the tenant that handlers need and that aren't rows. */
export type Tenant = {
  /** `https://127.0.0.1:port`, no slash at the end. */
  readonly url: string;
  readonly tenantId: string;
  /** Graph's id of the incident team. */
  readonly teamId: string;
  readonly generalChannelId: string;
  /** The id that every created channel gets, because the local Teams emulator has one spare. */
  readonly spareChannelId: string;
  readonly groupChatId: string;
};

/** One request, parsed, with everything from outside that a pure handler may need. */
export type Call = {
  readonly version: string;
  readonly method: string;
  /** Without version and query, as it came. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` when there was none. */
  readonly body: Json | undefined;
  readonly now: Date;
  readonly newId: () => string;
  readonly tenant: Tenant;
};

/** What a handler decided: an answer, and the rows it wants changed. */
export type Outcome = {
  readonly status: number;
  readonly body?: Json;
  readonly error?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly changes?: readonly Change[];
};

export type Handler = (state: State, call: Call) => Outcome;

/** One line of the route table. `:name` in a pattern stands for one segment. */
export type Route = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly handle: Handler;
};

/** What the table says about a path: a route, a known path with another method, or nothing. */
export type Match =
  | {
      readonly kind: "found";
      readonly route: Route;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: "method-not-allowed" }
  | { readonly kind: "unknown"; readonly segment: string };

const segmentsOf = (path: string): readonly string[] =>
  path.split("/").filter((segment) => segment !== "");

/** Compares a pattern with decoded segments; fixed segments compare without regard to case, as in Graph. */
const paramsOf = (
  pattern: string,
  segments: readonly string[],
): Record<string, string> | undefined => {
  const parts = segmentsOf(pattern);
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
};

/** The first segment at which no route goes on: Graph names it in its error. */
const strangeSegment = (routes: readonly Route[], segments: readonly string[]): string => {
  const known = (length: number): boolean =>
    routes.some((route) => {
      const head = segmentsOf(route.path).slice(0, length).join("/");
      return paramsOf(head, segments.slice(0, length)) !== undefined;
    });
  const index = segments.findIndex((_, at) => !known(at + 1));
  return segments[index === -1 ? segments.length - 1 : index] ?? "";
};

/** Finds the route for a method and a path (percent-encoded, without version). */
export const matchRoute = (routes: readonly Route[], method: string, path: string): Match => {
  const segments = segmentsOf(path).map(decode);
  const fitting = routes.flatMap((route) => {
    const params = paramsOf(route.path, segments);
    return params ? [{ route, params }] : [];
  });
  const found = fitting.find(({ route }) => route.method === method);
  if (found) return { kind: "found", ...found };
  if (fitting.length > 0) return { kind: "method-not-allowed" };
  return { kind: "unknown", segment: strangeSegment(routes, segments) };
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch (caught) {
    if (caught instanceof URIError) return segment;
    throw caught;
  }
};

/** A segment captured by the route's pattern. */
export const param = (call: Call, name: string): string => {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route's pattern has no :${name}`);
  return value;
};
