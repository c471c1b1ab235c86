import { type Handle } from "../../application/ports/store.ts";
import { type Db } from "./schema.ts";
import { plain } from "./stored.ts";

/** Saves handles; one with the same id is replaced. */
export const saveHandles = async (db: Db, handles: readonly Handle[]): Promise<void> => {
  if (handles.length === 0) return;
  await db
    .insertInto("handles")
    .values(
      handles.map(({ id, nonce, incident, payload }) => ({
        id: plain(id),
        nonce: plain(nonce),
        incident: incident ?? null,
        payload: JSON.stringify(payload),
      })),
    )
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        nonce: eb.ref("excluded.nonce"),
        incident: eb.ref("excluded.incident"),
        payload: eb.ref("excluded.payload"),
      })),
    )
    .execute();
};
