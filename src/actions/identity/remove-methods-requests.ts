/** Removing sign-in methods one by one, against the service's own rules of order. */
import { type ActionContext } from "../context.ts";
import { type ItemAnswer } from "../contract.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { methodPath, readSignInMethods, type SignInMethod } from "./sign-in-methods.ts";
import { type Subject } from "../../core/incident/plan.ts";

/** One method as the plan names it. */
export type PlannedMethod = {
  readonly id: string;
  readonly path: string;
  readonly createdAt: string | null;
};

/** Gone already is as good as removed: the second DELETE answers 404. */
const removal = (
  { graph }: ActionContext,
  subject: Subject,
  method: PlannedMethod,
): ItemRequest => ({
  ids: [method.id],
  send: async () => {
    try {
      return (await graph.delete(methodPath(subject, method))).requestId;
    } catch (fault) {
      if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
      return fault.requestId;
    }
  },
});

/**
 * Is it still what was approved? Microsoft's ids of phones are fixed by their type, so that a phone registered anew has
 * the id of the old one; only its date tells.
 */
export const isSameMethod = (found: SignInMethod, planned: PlannedMethod): boolean =>
  found.id === planned.id && found.createdAt === planned.createdAt;

const isReplaced = (found: readonly SignInMethod[], planned: PlannedMethod): boolean => {
  const there = found.find(({ id }) => id === planned.id);
  return there !== undefined && !isSameMethod(there, planned);
};

const replacedAnswer = ({ id }: PlannedMethod): ItemAnswer => ({
  id,
  state: "failed",
  why: "It was registered anew since the plan was made: nobody approved removing that one.",
  requestId: "",
});

/** The second round's answers in place of the first one's. */
const merged = (
  first: readonly ItemAnswer[],
  second: readonly ItemAnswer[],
): readonly ItemAnswer[] =>
  first.map((answer) => second.find(({ id }) => id === answer.id) ?? answer);

/** A fault that ends the second round leaves the first one's refusals as they are: nothing else was asked. */
const secondRound = async (
  context: ActionContext,
  subject: Subject,
  refused: readonly PlannedMethod[],
): Promise<readonly ItemAnswer[]> => {
  try {
    const found = await readSignInMethods(context, subject);
    const left = refused.filter((method) => found.some((one) => isSameMethod(one, method)));
    return await sendAll(left.map((method) => removal(context, subject, method)));
  } catch (fault) {
    if (fault instanceof TenantFault) return [];
    throw fault;
  }
};

/**
 * One request each, in the plan's order. What is refused (400: the default method while others remain, a mobile phone
 * before the alternate one) is asked for once more when the others are gone. Throws TenantFault while nothing was changed.
 */
export const removeMethods = async (
  context: ActionContext,
  subject: Subject,
  planned: readonly PlannedMethod[],
): Promise<readonly ItemAnswer[]> => {
  const found = await readSignInMethods(context, subject);
  const replaced = planned.filter((method) => isReplaced(found, method));
  const todo = planned.filter((method) => !replaced.includes(method));
  const first = await sendAll(todo.map((method) => removal(context, subject, method)));
  const failed = first.filter(({ state }) => state === "failed").map(({ id }) => id);
  const refused = todo.filter(({ id }) => failed.includes(id));
  const second = refused.length > 0 ? await secondRound(context, subject, refused) : [];
  return [...merged(first, second), ...replaced.map(replacedAnswer)];
};
