/** Everything that a database holds, as whoever steals it would read it. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import pg from "pg";
import { z } from "zod/v4";
import { type EngineName } from "./databases.ts";

/** The bytes of the file and of what lies beside it: the log of writes keeps what was erased. */
const fileDump = async (url: string): Promise<string> => {
  const folder = dirname(url.slice("file:".length));
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "latin1")));
  return files.join("\n");
};

const tables = z.object({ rows: z.array(z.object({ name: z.string() })) });

const serverDump = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const query = "select tablename as name from pg_tables where schemaname = 'public'";
    const { rows } = tables.parse(await client.query(query));
    const found: string[] = [];
    for (const { name } of rows) {
      const all = await client.query(`select to_json(t)::text as row from "${name}" t`);
      found.push(name, JSON.stringify(all.rows));
    }
    return found.join("\n");
  } finally {
    await client.end();
  }
};

export const dumpOf = (engine: EngineName, url: string): Promise<string> =>
  engine === "sqlite" ? fileDump(url) : serverDump(url);
