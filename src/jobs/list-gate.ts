/** Gate G4 of a list: whom the vote would not have taken any more isn't requested, and the reason is said. */
import { type MassGate, readMassGate } from "../actions/mass/against.ts";
import { type MassAccount } from "../actions/mass/read-targets.ts";
import { after, type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type Course } from "./list-work.ts";

/** Who is privileged in the tenant is read again so often, in ms. */
const freshForMs = 60_000;

export type ListGate = {
  /** Asked for in an earlier claim of this run: what holds now may be its doing. */
  readonly asked: ReadonlySet<ObjectId>;
  /** Judges accounts of the list; the reason why one isn't requested. Throws TenantFault where the tenant can't be read. */
  open(): Promise<(id: ObjectId, account: MassAccount | undefined) => string | undefined>;
};

/** The gate of one claim: read at its start, and again every 60 s, once for all lanes. */
export const makeListGate = (course: Course, asked: ReadonlySet<ObjectId>): ListGate => {
  const rows = new Map(course.rows.map((row) => [row.id, row] as const));
  const { context, runtime } = course.work;
  let known: { readonly at: Instant; readonly gate: Promise<MassGate> } | undefined;
  return {
    asked,
    open: async () => {
      const now = runtime.now();
      if (!known || now >= after(known.at, freshForMs)) {
        known = { at: now, gate: readMassGate(context, course) };
      }
      const gate = await known.gate;
      return (id, account) => {
        const row = rows.get(id);
        if (!row) throw new Error(`${id} isn't in the list`);
        return gate(row, account);
      };
    },
  };
};
