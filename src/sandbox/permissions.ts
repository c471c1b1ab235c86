/**
 * Which application permission each request needs, of which one is enough (graph.md sections 3 to 6). A path that
 * isn't listed needs none yet; a test counts those.
 */
import { graphError } from "./errors.ts";
import { exchangeError } from "./exchange/cmdlet.ts";
import { isObject, type Json } from "./json.ts";
import { type Rule, rules } from "./permission-rules.ts";
import { type Outcome } from "./router.ts";
import { holdsAny } from "./seed/seed-permissions.ts";
import { type State } from "./state.ts";

type Asked = {
  readonly api: Rule["api"];
  readonly method: string;
  readonly path: string;
  readonly body?: Json | undefined;
};

const segmentsOf = (path: string): readonly string[] =>
  path
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "");

/** Taken apart once: 10,000 accounts are 10,000 questions. */
const prepared = rules.map((rule) => ({
  rule,
  methods: new Set(rule.methods.split(" ")),
  parts: segmentsOf(rule.path),
}));

/** The rule for a request; undefined for one that needs no permission yet. */
export const ruleFor = ({ api, method, path, body }: Asked): Rule | undefined => {
  const given = segmentsOf(path);
  return prepared.find(({ rule, methods, parts }) => {
    if (rule.api !== api || !methods.has(method)) return false;
    if (rule.member !== undefined && !(isObject(body) && rule.member in body)) return false;
    return parts.every((part, at) => part === "*" || part === given[at]);
  })?.rule;
};

const refusals: Readonly<Record<Rule["api"], (rule: Rule) => Outcome>> = {
  graph: () =>
    graphError(
      403,
      "Authorization_RequestDenied",
      "Insufficient privileges to complete the operation.",
    ),
  exchange: () =>
    exchangeError(
      403,
      "Configuration.Tasks.UnauthorizedAccessException",
      "The role assigned to application isn't supported in this scenario. Please check online documentation for assigning correct Directory Roles to Azure AD Application for EXO App-Only Authentication.",
    ),
  defender: ({ anyOf }) => ({
    status: 403,
    body: {
      error: {
        code: "Forbidden",
        message: `Missing application roles. API required roles: ${anyOf.join(",")}, application roles: .`,
        target: "|6f2d4f1c-4a3b9e08d7c6b5a1.",
      },
    },
  }),
};

/** Why the containment identity may not ask this; undefined where it may. */
export const permissionRefusal = (state: State, asked: Asked): Outcome | undefined => {
  const rule = ruleFor(asked);
  if (!rule || holdsAny(state.appRoleAssignments, rule.api, rule.anyOf)) return undefined;
  return refusals[rule.api](rule);
};
