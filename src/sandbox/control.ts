import { z } from "zod/v4";
import { faultSchema, type Faults } from "./faults.ts";
import { type Json } from "./json.ts";
import { crowdSchema, crowdOf } from "./seed/crowd.ts";
import { type LedgerEntry } from "./ledger.ts";
import { type RequestEntry, type RequestLog } from "./request-log.ts";
import { type Limits } from "./limits.ts";
import { rowAt, type State, tableNames } from "./state.ts";
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
  readonly limits: Limits;
  readonly now: () => Date;
};

/**
 * Something that happens in the tenant without Cordon: members of a row set (the row made where there is none), or the row
 * taken away. Somebody becomes an administrator, an account is disabled, a role is withdrawn.
 */
const worldSchema = z.strictObject({
  table: z.enum(tableNames),
  key: z.string().min(1),
  set: z.record(z.string(), z.json()).nullable(),
});

/** Control answers one method and path below `/_sandbox/`. */
export type Control = (method: string, path: string, body: Json | undefined) => ControlAnswer;

const problemsOf = ({ issues }: z.ZodError): string =>
  issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");

/**
 * What tests and people at the console use instead of trusting the product's word: the ledger of
 * changes, the requests, the state; faults by script, and what others do meanwhile. It never answers secrets: none are kept.
 */
export const makeControl = ({ store, log, faults, limits, now }: ControlDeps): Control => {
  const addFault = (body: Json | undefined): ControlAnswer => {
    const parsed = faultSchema.safeParse(body);
    if (!parsed.success) return { status: 400, body: { error: problemsOf(parsed.error) } };
    faults.add(parsed.data);
    return { status: 201, body: { pending: faults.pending().length } };
  };
  const world = (body: Json | undefined): ControlAnswer => {
    const parsed = worldSchema.safeParse(body);
    if (!parsed.success) return { status: 400, body: { error: problemsOf(parsed.error) } };
    const { table, key, set } = parsed.data;
    const row = set === null ? null : { ...rowAt(store.current(), table, key), ...set };
    store.put({ table, key, row });
    return { status: 200, body: { table, key } };
  };
  const crowd = (body: Json | undefined): ControlAnswer => {
    const parsed = crowdSchema.safeParse(body);
    if (!parsed.success) return { status: 400, body: { error: problemsOf(parsed.error) } };
    const { changes, ...ids } = crowdOf(parsed.data, now());
    for (const change of changes) store.put(change);
    return { status: 201, body: ids };
  };
  const clear = (): ControlAnswer => {
    faults.clear();
    return { status: 200, body: { pending: 0 } };
  };
  const reset = (): ControlAnswer => {
    store.reset();
    log.clear();
    faults.clear();
    limits.clear();
    return { status: 200, body: { reset: true } };
  };
  const actions: Readonly<Record<string, (body: Json | undefined) => ControlAnswer>> = {
    "GET /ledger": () => ({ status: 200, body: store.ledger() }),
    "GET /requests": () => ({ status: 200, body: log.entries() }),
    "GET /state": () => ({ status: 200, body: store.current() }),
    "GET /faults": () => ({ status: 200, body: { pending: faults.pending() } }),
    "POST /faults": addFault,
    "DELETE /faults": clear,
    "POST /world": world,
    "POST /crowd": crowd,
    "POST /reset": reset,
  };
  return (method, path, body) =>
    actions[`${method} ${path}`]?.(body) ?? {
      status: 404,
      body: { error: `no such control: ${method} ${path}`, known: Object.keys(actions) },
    };
};
