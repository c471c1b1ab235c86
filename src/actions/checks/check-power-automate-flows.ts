import { type ManualCheck } from "../library.ts";

/** C7: flows divert mail with a connection of their own, and clearing forwarding doesn't touch them (trap 21). */
export const checkPowerAutomateFlows: ManualCheck = {
  id: "check-power-automate-flows",
  code: "C7",
  title: "Check Power Automate flows",
  subjectKinds: ["user"],
  team: "collaboration",
  permissions: { least: [] },
  phase: "containment",
  asks: "Does a flow of this person read, forward or copy mail or files to the outside?",
  byHand:
    "In Power Automate PowerShell: Add-PowerAppsAccount; foreach ($e in Get-AdminPowerAppEnvironment) { Get-AdminFlow -EnvironmentName $e.EnvironmentName -CreatedBy <object id> }. Or in the Power Platform admin center: Environments, each one, Resources, Flows. Look for triggers like \"When a new email arrives\" and for actions that send, forward or make an HTTP request. Turn such a flow off: Disable-AdminFlow -EnvironmentName <id> -FlowName <id>. Don't delete it: it is evidence. A Power Platform Administrator sees the flows of others; Cordon doesn't.",
};
