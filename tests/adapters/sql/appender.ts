/** Run as a process of its own: appends to an incident, and prints the version after every commit. */
import { writeSync } from "node:fs";
import { openDatabase } from "../../../src/adapters/sql/open-database.ts";
import { incidentId } from "../../../src/core/shared/ids.ts";
import { commitOf, job } from "./builders.ts";

const [url, name, until] = process.argv.slice(2);
if (url === undefined) throw new Error("usage: appender.ts <url> <incident> <version>");
const incident = incidentId.parse(name);

const { store, close } = await openDatabase(url);
let version = (await store.load(incident))?.version ?? 0;
while (version < Number(until)) {
  const jobs = [job({ incident, key: `show:${incident}`, kind: "show" })];
  const { kind } = await store.commit(commitOf(incident, version, { jobs }));
  if (kind !== "committed") throw new Error(`${incident}: ${kind}`);
  version += 1;
  // At once, past every buffer: what was printed was acknowledged.
  writeSync(1, `${version}\n`);
}
await close();
