/** What lists and the doctor come from: an import folder, SharePoint and hunting in memory. */
import { type Action } from "../../../src/actions/contract.ts";
import { type Answer } from "../../../src/actions/tenant.ts";
import { type Diagnosis } from "../../../src/application/doctor/diagnose.ts";
import { makeLists } from "../../../src/application/lists.ts";
import { type BotDeps } from "../../../src/bot/bot.ts";
import { ok, refuse } from "../../../src/core/shared/result.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { type World } from "./world.ts";

/** Where nothing is missing. */
export const wholeDiagnosis: Diagnosis = {
  findings: [],
  counts: { works: 3, "in part": 0, not: 0, unknown: 0 },
  excess: [],
  checks: [],
  fixes: [],
  unread: [],
  outcome: "whole",
};

/** Rules are removed by a sender's domain here, where somebody names one. */
const sender: NonNullable<Action["input"]> = {
  label: "domain",
  example: "evil.example",
  parse: (text) =>
    /^[a-z0-9.-]+\.[a-z]+$/iu.test(text)
      ? { ok: true, value: text.toLowerCase() }
      : { ok: false, why: `“${text}” is no domain.` },
};

const forInput = (action: Action): Action =>
  action.id === "remove-rules" ? { ...action, input: sender } : action;

/** Blocking sign-in takes lists here; nothing else does. */
const forLists = (action: Action): Action =>
  action.id === "block-sign-in"
    ? {
        ...action,
        mass: { select: [], holds: () => false, request: () => undefined },
      }
    : action;

export const fakeLists = ({ tenant, evidence }: World) => {
  const imported = new Map<string, string>();
  const sent = new Map<string, string>();
  const queries: Json[] = [];
  let answer = (): Answer => ({ status: 200, body: { results: [] }, requestId: "1" });
  let examine: BotDeps["examine"] = () => Promise.resolve(wholeDiagnosis);
  const actions = tenant.actions.map(forLists).map(forInput);
  const textOf = (files: ReadonlyMap<string, string>, name: string) => {
    const text = files.get(name);
    return Promise.resolve(text === undefined ? refuse(`There is no “${name}”.`) : ok(text));
  };
  return {
    /** Files of the import folder, and of SharePoint by their address. */
    imported,
    sent,
    /** Bodies of the hunting queries that arrived. */
    queries,
    hunting: (next: () => Answer) => {
      answer = next;
    },
    examining: (next: BotDeps["examine"]) => {
      examine = next;
    },
    catalogueEntry: (name: string) =>
      actions.find(({ id, code }) => [id, code.toLowerCase()].includes(name.toLowerCase())),
    deps: {
      massActions: actions.filter(({ mass }) => mass !== undefined),
      examine: () => examine(),
      lists: makeLists({
        evidence,
        imports: { read: (name) => textOf(imported, name) },
        sentFiles: { read: ({ url }) => textOf(sent, url) },
        graph: {
          post: async (path, body) => {
            await Promise.resolve();
            queries.push({ path, body });
            return answer();
          },
        },
      }),
    },
  };
};
