import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { read, userPath } from "./read.ts";
import { TenantFault } from "./tenant.ts";
import { type Subject } from "../core/incident/plan.ts";

const settings = z.object({ userPurpose: z.string().nullish() });

/**
 * Is it a mailbox without a person? An account without a mailbox has none to share (Graph user-get-mailboxsettings: 404).
 * Throws TenantFault where it can't be told: a refusal says nothing about what the mailbox is.
 */
export const isSharedMailbox = async (
  { graph }: Pick<ActionContext, "graph">,
  { id }: Pick<Subject, "id">,
): Promise<boolean> => {
  try {
    const path = userPath(id, "/mailboxSettings?$select=userPurpose");
    return (await read(graph, path, settings)).userPurpose === "shared";
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return false;
    throw fault;
  }
};
