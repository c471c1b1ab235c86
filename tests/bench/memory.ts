/** Resident memory: after the start, and with incidents. */
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMb } from "./child.ts";
import { type Figure } from "./figure.ts";
import { startNewcomer } from "./newcomer.ts";
import { openUntilCards, type Running } from "./running.ts";

const target = "< 250 MB";
const settleMs = 10_000;
const incidents = 20;
const atOnce = 5;

const spell = (mb: number): string => `${mb.toFixed(0)} MB`;

const childrenOf = async (pid: number): Promise<readonly number[]> => {
  const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    all.map(async (name) => {
      // A process may end between the listing and the look.
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
      return { pid: Number(name), parent: Number(/\) \S (\d+)/.exec(stat)?.[1]) };
    }),
  );
  return parents.filter(({ parent }) => parent === pid).map((found) => found.pid);
};

/** What Node and the TypeScript loader need with no program at all. */
const emptyMb = async (): Promise<number> => {
  const wait = "setTimeout(() => undefined, 60_000)";
  const child = spawn(process.execPath, ["--import", "tsx", "-e", wait], { stdio: "ignore" });
  if (child.pid === undefined) throw new Error("Node didn't start");
  try {
    await sleep(2_000);
    return await residentMb(child.pid);
  } finally {
    child.kill();
  }
};

export const measureIdleMemory = async (): Promise<readonly Figure[]> => {
  const off = await startNewcomer({ PLAYGROUND: "off" });
  const on = await startNewcomer({});
  try {
    await sleep(settleMs);
    const empty = await emptyMb();
    const [offMb, onMb] = [await residentMb(off.pid), await residentMb(on.pid)];
    const [playground] = await childrenOf(on.pid);
    if (playground === undefined) throw new Error("the Playground has no process");
    const note = `Cordon and simulated tenant; Node with tsx alone ${spell(empty)}`;
    const apart = `without the Playground's own process, ${spell(await residentMb(playground))}`;
    return [
      { name: "memory 10 s after start, PLAYGROUND=off", measured: spell(offMb), target, note },
      { name: "memory 10 s after start", measured: spell(onMb), target, note: apart },
    ];
  } finally {
    await Promise.all([off.stop(), on.stop()]);
  }
};

/** `running` must be fresh. */
export const measureBusyMemory = async (running: Running): Promise<readonly Figure[]> => {
  for (let opened = 0; opened < incidents; opened += atOnce) {
    const some = { incidents: atOnce, cards: 3 };
    await openUntilCards(running, "marta.oliveira@contoso.example", some);
  }
  await running.responders.quiet(2_000);
  const measured = spell(await residentMb(running.pid));
  const note = "all cards posted, all evidence kept; simulated tenant included";
  return [{ name: `memory after ${incidents} incidents`, measured, target, note }];
};
