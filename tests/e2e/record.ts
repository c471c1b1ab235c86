/** The record as it lies on the disk: read only, beside the running process. */
import { join } from "node:path";
import Database from "libsql";
import { z } from "zod/v4";

const rows = z.array(z.object({ seq: z.number(), payload: z.string() }));
const event = z.looseObject({ type: z.string(), step: z.string().optional() });
export type Entry = z.infer<typeof event>;

/** All events of one incident, in order. */
export const recordOf = (folder: string, incident: string): readonly Entry[] => {
  const database = new Database(join(folder, "cordon.db"), { readonly: true });
  try {
    const query = database.prepare(
      "select seq, payload from events where incident = ? order by seq",
    );
    return rows.parse(query.all(incident)).map(({ payload }) => event.parse(JSON.parse(payload)));
  } finally {
    database.close();
  }
};

/** Jobs that a worker does at the moment: whoever kills it now waits 30 s for their leases. */
export const claimedJobs = (folder: string): number => {
  const database = new Database(join(folder, "cordon.db"), { readonly: true });
  try {
    return database.prepare("select id from jobs where status = 'claimed'").all().length;
  } finally {
    database.close();
  }
};

const postRows = z.array(z.object({ key: z.string(), conversation_id: z.string() }));

/** Keys of what was said to people alone about an incident or an exception, and arrived. */
export const saidAlone = (folder: string, about: string): readonly string[] => {
  const database = new Database(join(folder, "cordon.db"), { readonly: true });
  try {
    const query = database.prepare("select key, conversation_id from posts where incident = ?");
    return postRows
      .parse(query.all(about))
      .filter((post) => post.key.endsWith(":alone") && !post.conversation_id.startsWith("none:"))
      .map(({ key }) => key);
  } finally {
    database.close();
  }
};

/** Types of the events of one step, in order. */
export const courseOf = (folder: string, incident: string, step: string): readonly string[] =>
  recordOf(folder, incident)
    .filter((entry) => entry.step === step)
    .map(({ type }) => type);
