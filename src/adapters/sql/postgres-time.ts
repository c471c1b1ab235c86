import { Client } from "pg";

/** A measurement that takes longer than this says nothing. */
const patienceMs = 5_000;
/** The quickest of so many answers counts: its round trip leaves the least room for an error. */
const samples = 5;

const sampleOf = async (client: Client, now: () => number) => {
  const asked = now();
  const start = performance.now();
  // clock_timestamp() moves on inside of a transaction, now() doesn't (PostgreSQL 9.9.5).
  const { rows } = await client.query<{ ms: string }>(
    "select (extract(epoch from clock_timestamp()) * 1000)::text as ms",
  );
  const tookMs = performance.now() - start;
  const theirs = Number(rows[0]?.ms);
  if (!Number.isFinite(theirs)) throw new Error("the database told no time");
  return { tookMs, offsetMs: theirs - (asked + tookMs / 2) };
};

/**
 * How many ms the database's clock is ahead of `now` (ms since 1970), with half of the round trip taken off.
 * It connects anew: waiting for one of the pool's connections would count as round trip.
 *
 * @throws Error where the database can't be asked within 5 s.
 */
export const postgresOffset = async (url: string, now: () => number): Promise<number> => {
  const client = new Client({
    connectionString: url,
    application_name: "cordon clock",
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  let broken: Error | undefined;
  client.on("error", (fault) => {
    broken = fault;
  });
  try {
    await client.connect();
    const found = [];
    for (let count = 0; count < samples; count += 1) found.push(await sampleOf(client, now));
    const [best] = found.sort((a, b) => a.tookMs - b.tookMs);
    if (best === undefined || broken) throw broken ?? new Error("no sample");
    return Math.round(best.offsetMs);
  } finally {
    await client.end();
  }
};
