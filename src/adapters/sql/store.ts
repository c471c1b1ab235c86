import { type RecordedEvent, type Store } from "../../application/ports/store.ts";
import { incidentOf } from "../../core/incident/evolve.ts";
import { stateShape, upcastAll } from "../../core/incident/shape.ts";
import { type Incident } from "../../core/incident/types.ts";
import { makeCommit } from "./commit.ts";
import { type Connection } from "./connection.ts";
import { saveHandles } from "./handles.ts";
import { type Db, type Schema } from "./schema.ts";
import { plain, readEvent, readHandle, readState, readSummary, recordId } from "./stored.ts";
import { verifyChain } from "./verify-chain.ts";

/** Entries from seq `from` on, as today's rules read them: for that, the first one must be known as well. */
const readEvents = async (
  db: Db,
  incident: string,
  from: number,
): Promise<readonly RecordedEvent[]> => {
  const rows = await db
    .selectFrom("events")
    .select(["seq", "payload", "hash"])
    .where("incident", "=", incident)
    .where((eb) => eb.or([eb("seq", "=", 1), eb("seq", ">=", from)]))
    .orderBy("seq")
    .execute();
  const read = upcastAll(rows.map(({ payload }) => readEvent(payload)));
  return rows.flatMap(({ seq, hash }, index) => {
    const event = read[index];
    return event && seq >= from ? [{ seq, event, hash }] : [];
  });
};

type Snapshot = Pick<Schema["snapshots"], "incident" | "version" | "state" | "shape">;

/** The state of an older version of Cordon isn't used: the events tell everything, in whichever shape. */
const readAgain = async (db: Db, { incident, version }: Snapshot): Promise<Incident> => {
  const recorded = await readEvents(db, incident, 1);
  // What was committed after the head was read isn't this version's.
  const events = recorded.filter(({ seq }) => seq <= version).map(({ event }) => event);
  if (events.length !== version)
    throw new Error(`${incident} has ${events.length} entries, and its head counts ${version}.`);
  return { ...incidentOf(events), version };
};

const incidentsIn = (db: Db): Pick<Store, "nextNumber" | "load" | "events" | "list"> => ({
  nextNumber: async () => {
    const { last } = await db
      .selectFrom("incidents")
      .select((eb) => eb.fn.max("number").as("last"))
      .executeTakeFirstOrThrow();
    // The type of max() doesn't know that it is null over no rows.
    return ((last as number | null) ?? 0) + 1;
  },
  // The snapshot is written in the transaction of its events, so there are none after it to fold in.
  load: async (incident) => {
    const row = await db
      .selectFrom("snapshots")
      .select(["incident", "version", "state", "shape"])
      .where("incident", "=", incident)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return row.shape === stateShape ? readState(row) : readAgain(db, row);
  },
  events: (incident, from = 1) => readEvents(db, incident, from),
  list: async ({ open, conversationId }) => {
    let query = db.selectFrom("incidents").select("summary");
    if (open !== undefined) query = query.where("open", "=", open ? 1 : 0);
    if (conversationId !== undefined)
      query = query.where("conversation_id", "=", plain(conversationId));
    const rows = await query.orderBy("opened_at", "desc").orderBy("number", "desc").execute();
    return rows.map(({ summary }) => readSummary(summary));
  },
});

const chatIn = (db: Db): Pick<Store, "handle" | "saveHandle" | "posts" | "savePost"> => ({
  handle: async (id) => {
    const row = await db
      .selectFrom("handles")
      .selectAll()
      .where("id", "=", plain(id))
      .executeTakeFirst();
    return row === undefined ? undefined : readHandle(row);
  },
  saveHandle: (handle) => saveHandles(db, [handle]),
  posts: async (incident) => {
    const rows = await db
      .selectFrom("posts")
      .selectAll()
      .where("incident", "=", incident)
      .orderBy("key")
      .execute();
    return rows.map((row) => ({
      incident: recordId.parse(row.incident),
      key: row.key,
      conversationId: row.conversation_id,
      activityId: row.activity_id,
      digest: row.digest,
    }));
  },
  savePost: async ({ incident, key, conversationId, activityId, digest }) => {
    const post = {
      conversation_id: plain(conversationId),
      activity_id: plain(activityId),
      digest: plain(digest),
    };
    await db
      .insertInto("posts")
      .values({ incident, key: plain(key), ...post })
      .onConflict((conflict) => conflict.columns(["incident", "key"]).doUpdateSet(post))
      .execute();
  },
});

const settingsIn = (db: Db): Pick<Store, "setting" | "saveSetting"> => ({
  setting: async (name) => {
    const row = await db
      .selectFrom("settings")
      .select("value")
      .where("name", "=", name)
      .executeTakeFirst();
    return row?.value;
  },
  saveSetting: async (name, value) => {
    await db
      .insertInto("settings")
      .values({ name, value: plain(value) })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: plain(value) }))
      .execute();
  },
});

/** The event store over an open database. */
export const makeStore = (connection: Connection): Store => ({
  ...incidentsIn(connection.db),
  ...chatIn(connection.db),
  ...settingsIn(connection.db),
  commit: makeCommit(connection),
  verify: (incident) => verifyChain(connection.db, incident),
});
