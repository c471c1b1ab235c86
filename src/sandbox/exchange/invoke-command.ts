import { z } from "zod/v4";
import { type JsonObject } from "../json.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type State } from "../state.ts";
import { auditCmdlets } from "./audit-cmdlets.ts";
import { type Cmdlet, exchangeError } from "./cmdlet.ts";
import { delegateCmdlets } from "./delegate-cmdlets.ts";
import { deviceCmdlets } from "./device-cmdlets.ts";
import { folderCmdlets } from "./folder-cmdlets.ts";
import { listCmdlets } from "./list-cmdlets.ts";
import { mailboxCmdlets } from "./mailbox-cmdlets.ts";
import { roleGroupCmdlets } from "./role-group-cmdlets.ts";
import { ruleCmdlets } from "./rule-cmdlets.ts";
import { sweepCmdlets } from "./sweep-cmdlets.ts";
import { transportCmdlets } from "./transport-cmdlets.ts";

const cmdlets: readonly Cmdlet[] = [
  ...mailboxCmdlets,
  ...ruleCmdlets,
  ...roleGroupCmdlets,
  ...sweepCmdlets,
  ...delegateCmdlets,
  ...folderCmdlets,
  ...deviceCmdlets,
  ...listCmdlets,
  ...transportCmdlets,
  ...auditCmdlets,
];

const input = z.object({
  CmdletInput: z.object({
    CmdletName: z.string(),
    Parameters: z.record(z.string(), z.json()).default({}),
  }),
});

/** The cmdlet's own spelling of a parameter; Exchange reads names without regard to case. */
const spelling = (cmdlet: Cmdlet, name: string): string | undefined =>
  cmdlet.parameters.find((each) => each.toLowerCase() === name.toLowerCase());

const run = (cmdlet: Cmdlet, state: State, call: Call, parameters: JsonObject): Outcome => {
  const wanted = Object.entries(parameters).filter(([name]) => name !== "ErrorAction");
  const unknown = wanted.find(([name]) => spelling(cmdlet, name) === undefined);
  if (unknown) {
    return exchangeError(
      400,
      "Configuration.Tasks.TaskArgumentException",
      `A parameter cannot be found that matches parameter name '${unknown[0]}'.`,
    );
  }
  const spelled = wanted.map(([name, value]) => [spelling(cmdlet, name) ?? name, value] as const);
  return cmdlet.run(state, Object.fromEntries(spelled), call);
};

/** `POST /adminapi/beta/{tenant}/InvokeCommand`: what the Exchange Online PowerShell module calls. */
const invokeCommand: Handler = (state, call) => {
  if (param(call, "tenant") !== call.tenant.tenantId) {
    return exchangeError(400, "Rest.TenantNotFoundException", "The tenant is not known here.");
  }
  const parsed = input.safeParse(call.body);
  if (!parsed.success) {
    return exchangeError(400, "Rest.InvalidRequestException", "CmdletInput is required.");
  }
  const { CmdletName: name, Parameters: parameters } = parsed.data.CmdletInput;
  const cmdlet = cmdlets.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!cmdlet) {
    return exchangeError(
      400,
      "Management.Automation.CommandNotFoundException",
      `The term '${name}' is not recognized as the name of a cmdlet.`,
    );
  }
  return run(cmdlet, state, call, parameters);
};

/** The Exchange admin endpoint. A new cmdlet is one entry in the list above. */
export const exchangeRoutes: readonly Route[] = [
  { method: "POST", path: "/adminapi/beta/:tenant/InvokeCommand", handle: invokeCommand },
];
