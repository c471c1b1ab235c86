/**
 * Measures Cordon on this machine and prints a table: `npm run bench`. Loopback only; nothing is asserted.
 *
 * `--install` also times `npm ci` in a fresh clone; other words choose measures by name, for example `press`.
 */
import { cpus, loadavg } from "node:os";
import { type Figure, tableOf } from "./figure.ts";
import { measureFirstWrite } from "./first-write.ts";
import { measureInstall } from "./install.ts";
import { measureJunk } from "./junk.ts";
import { measureMass } from "./mass.ts";
import { measureBusyMemory, measureIdleMemory } from "./memory.ts";
import { measureOpen } from "./open.ts";
import { measureOwner } from "./owner.ts";
import { measurePress } from "./press.ts";
import { startRunning, type Running } from "./running.ts";
import { measureSnapshot } from "./snapshot.ts";
import { measureStart } from "./start.ts";
import { measureStore } from "./store.ts";

type Measure = () => Promise<readonly Figure[]>;

const usual = { min: 80, max: 160 };
const instant = { min: 0, max: 0 };

const over =
  (latency: typeof usual, measure: (running: Running) => Promise<readonly Figure[]>) =>
  async (): Promise<readonly Figure[]> => {
    const running = await startRunning(latency);
    try {
      return await measure(running);
    } finally {
      await running.stop();
    }
  };

const measures: Readonly<Record<string, Measure>> = {
  start: measureStart,
  open: over(usual, measureOpen),
  // Twenty incidents first, and fifty more for the presses.
  press: over(instant, async (running) => [
    ...(await measureBusyMemory(running)),
    ...(await measurePress(running)),
  ]),
  write: over(instant, (running) => measureFirstWrite(running, "answers at once", "< 50 ms")),
  "write-usual": over(usual, (running) =>
    measureFirstWrite(running, "answers in 80–160 ms", "none"),
  ),
  snapshot: measureSnapshot,
  mass: measureMass,
  idle: measureIdleMemory,
  store: measureStore,
  owner: measureOwner,
  junk: measureJunk,
};

const chosen = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = chosen.find((word) => !(word in measures));
if (unknown !== undefined) {
  throw new Error(`no measure ${unknown}; there are ${Object.keys(measures).join(", ")}`);
}

const machine = (): string => {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const load = loadavg()[0]?.toFixed(2) ?? "?";
  return `${cpus().length} cores (${model}), Node ${process.version}, load average ${load} at the start`;
};

/** A measure that fails keeps its line, and the others theirs. */
const attempt = async (name: string, measure: Measure): Promise<readonly Figure[]> => {
  try {
    return await measure();
  } catch (fault) {
    process.exitCode = 1;
    const note = fault instanceof Error ? fault.message : "unknown fault";
    return [{ name, measured: "failed", target: "", note: note.replaceAll(/\s+/g, " ") }];
  }
};

const began = performance.now();
const head = `${new Date().toISOString().slice(0, 10)} · ${machine()}`;
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(measures)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const start = performance.now();
  figures.push(...(await attempt(name, measure)));
  process.stderr.write(`${name}: ${((performance.now() - start) / 1_000).toFixed(0)} s\n`);
}
if (process.argv.includes("--install")) {
  figures.push(...(await attempt("npm ci", measureInstall)));
}
const took = ((performance.now() - began) / 1_000).toFixed(0);
process.stdout.write(`\n${head}\n\n${tableOf(figures)}\n\nMeasured in ${took} s.\n`);
