/** The product as a newcomer starts it: the program, free ports, a fresh folder. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod/v4";
import { cleanEnvironment, freePort, saidLine, stopChild } from "./child.ts";

export type Newcomer = {
  readonly pid: number;
  /** From the command to the line that says everything is up. */
  readonly readyMs: number;
  stop(): Promise<void>;
};

// As the script "start" of package.json runs it, without npm in between: its memory is measured by process id.
const program = [
  process.execPath,
  "--max-semi-space-size=4",
  "--import",
  "tsx",
  "src/main.ts",
] as const;

/** Starts it; `command` is `npm start` or, by default, the program that npm would start. */
export const startNewcomer = async (
  environment: Record<string, string>,
  command: readonly [string, ...string[]] = program,
): Promise<Newcomer> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-bench-"));
  const ports = [await freePort(), await freePort(), await freePort()].map(String);
  const [PORT = "", SANDBOX_PORT = "", PLAYGROUND_PORT = ""] = ports;
  const DATABASE_URL = `file:${folder}/cordon.db`;
  const EVIDENCE_DIR = `${folder}/evidence`;
  const chosen = {
    PORT,
    SANDBOX_PORT,
    PLAYGROUND_PORT,
    ACT_AS_PORT: "0",
    DATA_DIR: folder,
    DATABASE_URL,
  };
  const [name, ...args] = command;
  // A group of its own: npm puts a shell between itself and the program.
  const child = spawn(name, args, {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: cleanEnvironment({ ...chosen, EVIDENCE_DIR, ...environment }),
  });
  const stop = async (): Promise<void> => {
    await stopChild(child, true);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const readyMs = await saidLine(child, "Ctrl+C");
    return { pid: z.number().parse(child.pid), readyMs, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
};
