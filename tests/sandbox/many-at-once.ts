/** 24 requests that wait in the sandbox together: more than Node's warning limit of ten listeners. */
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { openRig } from "./client.ts";

const rig = await openRig({ latencyMs: { min: 50, max: 50 } });
const answers = await Promise.all(
  Array.from({ length: 24 }, () => rig.graph("GET", `/users/${seedIds.marta}`)),
);
const good = answers.filter(({ status }) => status === 200).length;
process.stdout.write(`${String(good)} answered 200\n`);
await rig.close();
