/** One row of the library from preview to undo, with everything that was requested and changed on the way. */
import { z } from "zod/v4";
import { type Action, type ItemReading } from "../../../src/actions/contract.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { type Instant } from "../../../src/core/shared/ids.ts";
import { type Plan, type Subject } from "../../../src/core/incident/plan.ts";
import { type RecordedRequest } from "../../../src/sandbox/request-log.ts";
import { planIn } from "../runs.ts";
import { type LedgerEntry, startTenant, type Tenant } from "../tenant.ts";

/** How an action is proved against the seeded tenant. */
export type Row = {
  readonly action: Action;
  readonly subject: Subject;
  /** As a person types it. */
  readonly input?: string;
  /** What others did before: the tenant as the action needs it. Not in the ledger, unless another action did it. */
  readonly prepare?: (tenant: Tenant) => Promise<unknown>;
  /** The service does it later: so long, in ms, until it did. */
  readonly waitMs?: number;
  /** Every row that is changed, "kind id" in order; `*` stands for an id that the service makes. */
  readonly touches: readonly string[];
  /** The same for the way back; left out where the rows are the same. */
  readonly touchesBack?: readonly string[];
  /** What differs from before after the way back, as `remaining` says it, each with the reason why it must. */
  readonly remains?: Readonly<Record<string, string>>;
  /** Beginnings of the items that can't come back, though the rest can: their way back fails and says so. */
  readonly noWayBack?: readonly string[];
  /** Members that the service fills anew when a row is made again. */
  readonly serviceIds?: readonly string[];
  /** What a second preview says and why; left out where there is nothing to do then. */
  readonly again?: { readonly kind: "plan" | "by hand"; readonly why: string };
};

/** A tenant, and all requests to its services with their bodies. */
export type Recorded = { readonly tenant: Tenant; readonly requests: RecordedRequest[] };

/** Starts a tenant that records. */
export const startRecorded = async (): Promise<Recorded> => {
  const requests: RecordedRequest[] = [];
  const tenant = await startTenant(undefined, (request) => {
    requests.push(request);
  });
  return { tenant, requests };
};

/** A value in its canonical spelling. */
export const canonical = ({ input }: Action, text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const parsed = input?.parse(text);
  if (!parsed?.ok) throw new Error(parsed?.why ?? "it takes no input");
  return parsed.value;
};

type Way = Pick<Action, "apply" | "observe">;

/** Requests, waits until the service did it, reads back. */
const go = async (tenant: Tenant, way: Way, row: Row, plan: Plan) => {
  const since: Instant = tenant.context.now();
  const answers = await way.apply(tenant.context, row.subject, plan);
  const read = (): Promise<readonly ItemReading[]> =>
    way.observe(tenant.context, row.subject, { plan, since });
  const first = await read();
  if (row.waitMs !== undefined) tenant.pass(row.waitMs);
  const readings = row.waitMs === undefined ? first : await read();
  return { answers, first, readings };
};

/** What came of one row. */
export type Walked = Awaited<ReturnType<typeof walk>>;

/** Preview twice, apply, observe, preview again, undo. Everything that follows is judged by the test. */
export const walk = async ({ tenant, requests }: Recorded, row: Row) => {
  await tenant.reset();
  await row.prepare?.(tenant);
  const prepared = (await tenant.ledger()).length;
  requests.length = 0;
  const input = canonical(row.action, row.input);
  const look = () => row.action.preview(tenant.context, row.subject, input);
  const changed = async (): Promise<readonly LedgerEntry[]> =>
    (await tenant.ledger()).slice(prepared);
  const plan = planIn(await look(), row.action, row.subject);
  const same = planIn(await look(), row.action, row.subject);
  const beforeApply = await changed();
  const there = await go(tenant, row.action, row, plan);
  const applied = await changed();
  const again = await look();
  const { undo } = row.action;
  const back = undo && (await go(tenant, undo, row, { ...plan, direction: "undo" }));
  const undone = (await changed()).slice(applied.length);
  return { plan, same, beforeApply, there, applied, again, back, undone, requests: [...requests] };
};

/** "kind id" of each change, in order. */
export const touched = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger.map(({ target }) => `${target.kind} ${target.id}`);

type Values = Readonly<Record<string, unknown>>;
type NetRow = { readonly kind: string; readonly from: Values; readonly to: Values };

/** The first and the last value of each member of each row, where they differ. */
const netRows = (ledger: readonly LedgerEntry[]): readonly NetRow[] => {
  const rows = new Map<string, NetRow>();
  for (const { target, change } of ledger) {
    const key = `${target.kind} ${target.id}`;
    const known = rows.get(key);
    const members = Object.entries(change);
    const from = Object.fromEntries(members.map(([name, values]) => [name, values.from]));
    const to = Object.fromEntries(members.map(([name, values]) => [name, values.to]));
    const row = {
      kind: target.kind,
      from: { ...from, ...known?.from },
      to: { ...known?.to, ...to },
    };
    rows.set(key, row);
  }
  return [...rows.values()].flatMap(({ kind, from, to }) => {
    const differ = Object.keys(to).filter(
      (name) => canonicalOf(from[name]) !== canonicalOf(to[name]),
    );
    const only = (values: Values): Values =>
      Object.fromEntries(differ.map((name) => [name, values[name]]));
    return differ.length === 0 ? [] : [{ kind, from: only(from), to: only(to) }];
  });
};

const canonicalOf = (value: unknown): string =>
  value === undefined ? "null" : canonicalJson(z.json().parse(value));

const isNothing = (values: Values): boolean =>
  Object.values(values).every((value) => value === null);

/** A row's content, without the ids that the service gave it. */
const contentOf = ({ kind, from, to }: NetRow, serviceIds: readonly string[]): string => {
  const values = Object.entries(isNothing(from) ? to : from).filter(
    ([name, value]) => !serviceIds.includes(name) && value !== null,
  );
  return `${kind} ${canonicalOf(Object.fromEntries(values))}`;
};

/**
 * What the changes leave different from before: "kind.member", "kind made" or "kind gone". A row that went and came back
 * under another id counts as there again when all but `serviceIds` is the same.
 */
export const remaining = (
  ledger: readonly LedgerEntry[],
  serviceIds: readonly string[] = [],
): readonly string[] => {
  const net = netRows(ledger);
  const made = net.filter(({ from }) => isNothing(from));
  const gone = net.filter(({ from, to }) => !isNothing(from) && isNothing(to));
  const contents = (rows: readonly NetRow[]) => rows.map((row) => contentOf(row, serviceIds));
  const unmatched = (rows: readonly NetRow[], others: readonly NetRow[], what: string) =>
    rows
      .filter((row) => !contents(others).includes(contentOf(row, serviceIds)))
      .map(({ kind }) => `${kind} ${what}`);
  const changed = net
    .filter((row) => !made.includes(row) && !gone.includes(row))
    .flatMap(({ kind, to }) => Object.keys(to).map((name) => `${kind}.${name}`));
  return [...unmatched(made, gone, "made"), ...unmatched(gone, made, "gone"), ...changed];
};
