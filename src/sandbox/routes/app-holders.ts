import { notFound } from "../errors.ts";
import { type Call, type Handler, type Outcome, param } from "../router.ts";
import { type Row, rowAt, type State } from "../state.ts";

/** Tables of what an app is: its registration, and its shape in this tenant. Also their names in paths. */
export type Holder = "applications" | "servicePrincipals";

/** Wraps a handler of `/{applications | servicePrincipals}/:id/…`: 404 when there is none. */
export const withObject =
  (table: Holder, handle: (state: State, call: Call, row: Row) => Outcome): Handler =>
  (state, call) => {
    const id = param(call, "id").toLowerCase();
    const row = rowAt(state, table, id);
    return row ? handle(state, call, row) : notFound(id);
  };
