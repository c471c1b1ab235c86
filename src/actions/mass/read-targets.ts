/** Reads the accounts of a list, 20 in one request, and keeps little of each. */
import { z } from "zod/v4";
import { shaped } from "../read.ts";
import { type MassAction } from "../contract.ts";
import { type BatchAnswer, type GraphBatch } from "../tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { objectId } from "../../core/shared/ids.ts";

const text = z.string().nullish();
const account = z.object({
  id: objectId,
  displayName: text,
  userPrincipalName: text,
  userType: text,
  creationType: text,
  externalUserState: text,
  isManagementRestricted: z.boolean().nullish(),
});

/** What guards look at in an account of a list, and what the action's own properties are. */
export type MassAccount = Omit<z.infer<typeof account>, "displayName" | "userPrincipalName"> & {
  readonly displayName: string;
  readonly userPrincipalName: string;
  /** The action's own properties, as read: what undo restores. */
  readonly before: Readonly<Record<string, Json>>;
};

/** A target and what was found: an account, nobody, or that it can't be read for good. */
export type Found = {
  readonly target: string;
  readonly account: MassAccount | "not found" | "unreadable";
};

/** So many answers lie in memory at a time. */
const slice = 1_000;

const ownProperties = z.record(z.string(), z.json());

/** An account as Graph answered for it. Throws TenantFault where it isn't one. */
export const accountOf = (
  body: unknown,
  requestId: string,
  select: readonly string[],
): MassAccount => {
  const read = shaped(account, body, requestId);
  const all = shaped(ownProperties, body, requestId);
  return {
    id: read.id,
    displayName: read.displayName ?? "",
    userPrincipalName: read.userPrincipalName ?? "",
    userType: read.userType,
    creationType: read.creationType,
    externalUserState: read.externalUserState,
    isManagementRestricted: read.isManagementRestricted,
    before: Object.fromEntries(select.map((name) => [name, all[name] ?? null])),
  };
};

const foundOf = (target: string, answer: BatchAnswer, select: readonly string[]): Found => {
  if ("answer" in answer) {
    const { body, requestId } = answer.answer;
    return { target, account: accountOf(body, requestId, select) };
  }
  const { fault } = answer;
  if (fault.kind !== "refused" && fault.kind !== "not found") throw fault;
  return { target, account: fault.kind === "not found" ? "not found" : "unreadable" };
};

/** The query that reads what a list needs of an account. */
export const massSelect = ({ select }: Pick<MassAction, "select">): string =>
  [...new Set([...Object.keys(account.shape), ...select])].join(",");

/**
 * The accounts by object id or by user principal name, in the order of the targets. Throws TenantFault where one can't be read
 * now: a list of which nobody knows a part isn't proposed.
 */
export const readTargets = async (
  { batch }: { readonly batch: GraphBatch },
  targets: readonly string[],
  mass: Pick<MassAction, "select">,
): Promise<readonly Found[]> => {
  const select = massSelect(mass);
  const found: Found[] = [];
  for (let from = 0; from < targets.length; from += slice) {
    const some = targets.slice(from, from + slice);
    const answers = await batch.batch(
      some.map((target, index) => ({
        id: String(index),
        method: "GET",
        path: `/v1.0/users/${encodeURIComponent(target)}?$select=${select}`,
      })),
    );
    const byId = new Map(answers.map((answer) => [answer.id, answer] as const));
    for (const [index, target] of some.entries()) {
      const answer = byId.get(String(index));
      if (!answer) throw new Error(`no answer for target ${String(from + index)}`);
      found.push(foundOf(target, answer, mass.select));
    }
  }
  return found;
};
