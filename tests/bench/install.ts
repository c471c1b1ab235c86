/** `npm ci` in a fresh clone, with npm's cache as it is. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "./child.ts";
import { type Figure, spellMs } from "./figure.ts";

const run = async (cwd: string, command: string, args: readonly string[]): Promise<number> => {
  const start = performance.now();
  // What npm sets for its scripts is about this folder, not about the clone.
  const child = spawn(command, args, {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: cleanEnvironment(),
  });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  await once(child, "close");
  if (child.exitCode !== 0) {
    const why = errors.split("\n").filter((line) => line.startsWith("npm error"));
    throw new Error(why.slice(0, 2).join(" ") || `${command} failed`);
  }
  return performance.now() - start;
};

export const measureInstall = async (): Promise<readonly Figure[]> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-install-"));
  const clone = join(folder, "cordon");
  try {
    await run(process.cwd(), "git", [
      "clone",
      "--quiet",
      "--depth",
      "1",
      `file://${process.cwd()}`,
      clone,
    ]);
    const ms = await run(clone, "npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"]);
    const note = "once, fresh clone, npm's cache as it is";
    return [{ name: "`npm ci`", measured: spellMs(ms), target: "< 60 s", note }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
