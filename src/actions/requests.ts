/** Asking for changes, item by item, and saying honestly what each answer was. */
import { type ItemAnswer } from "./contract.ts";
import { TenantFault } from "./tenant.ts";

/** One request to the tenant; it may change several items of a plan at once. */
export type ItemRequest = {
  readonly ids: readonly string[];
  /** Returns the request id; throws TenantFault. */
  readonly send: () => Promise<string>;
  /** Entra role without which the tenant refuses this request; named when it does. */
  readonly needs?: string | undefined;
};

const answersOf = (
  request: ItemRequest,
  state: ItemAnswer["state"],
  facts: Pick<ItemAnswer, "why" | "requestId">,
): readonly ItemAnswer[] => request.ids.map((id) => ({ id, state, ...facts }));

/** Faults that end the run: nothing more should be sent now. */
const endsRun = (fault: TenantFault, answers: readonly ItemAnswer[]): boolean =>
  fault.kind === "identity" ||
  (fault.kind === "throttled" && answers.every((answer) => answer.state === "failed"));

const faultAnswers = (request: ItemRequest, fault: TenantFault): readonly ItemAnswer[] => {
  const changed = fault.kind !== "refused" && fault.kind !== "not found";
  const { requestId } = fault;
  return changed
    ? answersOf(request, "unknown", { why: `No answer came: ${fault.code}`, requestId })
    : answersOf(request, "failed", { why: refusalOf(request, fault), requestId });
};

/** Entra says only that privileges are missing; which role would do is for the operator to know. */
const refusalOf = ({ needs }: ItemRequest, fault: TenantFault): string =>
  needs !== undefined && fault.status === 403
    ? `${fault.message}. The containment identity needs the role ${needs}.`
    : fault.message;

/**
 * Sends one request after the other. Refused or not found: failed, with the reason. No answer or
 * unavailable: unknown. Throttled: the fault is thrown while nothing was changed, else the rest is
 * unknown. Throws TenantFault for identity faults: without a token nothing can be asked.
 */
export const sendAll = async (requests: readonly ItemRequest[]): Promise<readonly ItemAnswer[]> => {
  const answers: ItemAnswer[] = [];
  for (const [index, request] of requests.entries()) {
    try {
      const requestId = await request.send();
      answers.push(...answersOf(request, "accepted", { why: "", requestId }));
    } catch (fault) {
      if (!(fault instanceof TenantFault) || endsRun(fault, answers)) throw fault;
      if (fault.kind === "throttled") {
        const why = "Not requested yet: the service asked for a pause.";
        const rest = requests.slice(index);
        const { requestId } = fault;
        return [...answers, ...rest.flatMap((r) => answersOf(r, "unknown", { why, requestId }))];
      }
      answers.push(...faultAnswers(request, fault));
    }
  }
  return answers;
};
