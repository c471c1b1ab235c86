import { type ActionContext } from "../context.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { logQuestion, type LogQuestion } from "./log-parts.ts";

const path = "/v1.0/auditLogs/directoryAudits";

/** What the subject did in the directory, and what was done to it (Graph directoryAudit). */
export const auditQuestions = (
  { graph }: Pick<ActionContext, "graph">,
  { kind, id }: Pick<Subject, "kind" | "id">,
  { from, to }: { readonly from: string; readonly to: string },
): readonly LogQuestion[] => {
  const window = `activityDateTime ge ${from} and activityDateTime le ${to}`;
  const actor = kind === "user" ? "user/id" : "app/servicePrincipalId";
  return [
    logQuestion(graph, "audit events by it", path, `initiatedBy/${actor} eq '${id}' and ${window}`),
    logQuestion(
      graph,
      "audit events on it",
      path,
      `targetResources/any(t:t/id eq '${id}') and ${window}`,
    ),
  ];
};
