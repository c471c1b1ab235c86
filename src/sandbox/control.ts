import { faultSchema, type Faults } from "./faults.ts";
import { type Json } from "./json.ts";
import { type LedgerEntry } from "./ledger.ts";
import { type RequestEntry, type RequestLog } from "./request-log.ts";
import { type State } from "./state.ts";
import { type TenantStore } from "./tenant-store.ts";

/** An answer of the control paths. */
export type ControlAnswer = {
  readonly status: number;
  readonly body:
    | Json
    | State
    | readonly LedgerEntry[]
    | readonly RequestEntry[]
    | Readonly<Record<string, unknown>>;
};

type ControlDeps = {
  readonly store: TenantStore;
  readonly log: RequestLog;
  readonly faults: Faults;
};

/** Control answers one method and path below `/_sandbox/`. */
export type Control = (method: string, path: string, body: Json | undefined) => ControlAnswer;

/**
 * What tests and people at the console use instead of trusting the product's word: the ledger of
 * changes, the requests, the state; and faults by script. It never answers secrets: none are kept.
 */
export const makeControl = ({ store, log, faults }: ControlDeps): Control => {
  const addFault = (body: Json | undefined): ControlAnswer => {
    const parsed = faultSchema.safeParse(body);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(
        (issue) => `${issue.path.join(".")}: ${issue.message}`,
      );
      return { status: 400, body: { error: problems.join("; ") } };
    }
    faults.add(parsed.data);
    return { status: 201, body: { pending: faults.pending().length } };
  };
  const clear = (): ControlAnswer => {
    faults.clear();
    return { status: 200, body: { pending: 0 } };
  };
  const reset = (): ControlAnswer => {
    store.reset();
    log.clear();
    faults.clear();
    return { status: 200, body: { reset: true } };
  };
  const actions: Readonly<Record<string, (body: Json | undefined) => ControlAnswer>> = {
    "GET /ledger": () => ({ status: 200, body: store.ledger() }),
    "GET /requests": () => ({ status: 200, body: log.entries() }),
    "GET /state": () => ({ status: 200, body: store.current() }),
    "GET /faults": () => ({ status: 200, body: { pending: faults.pending() } }),
    "POST /faults": addFault,
    "DELETE /faults": clear,
    "POST /reset": reset,
  };
  return (method, path, body) =>
    actions[`${method} ${path}`]?.(body) ?? {
      status: 404,
      body: { error: `no such control: ${method} ${path}`, known: Object.keys(actions) },
    };
};
