/** Programs that a measure starts, and stops by their process id. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod/v4";

export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};

/** Only what a program needs: a configured tenant of whoever runs this must never be used. */
export const cleanEnvironment = (added: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  ...added,
});

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Stops a child; one that doesn't listen within 5 s is ended. */
export const stopChild = async (child: ChildProcess, isGroup = false): Promise<void> => {
  const { pid } = child;
  if (hasEnded(child) || pid === undefined) return;
  const ended = once(child, "exit");
  const signal = (name: NodeJS.Signals): void => {
    process.kill(isGroup ? -pid : pid, name);
  };
  signal("SIGTERM");
  const force = setTimeout(signal, 5_000, "SIGKILL");
  await ended;
  clearTimeout(force);
};

/** Waits for a line of its output; a child that ends before has failed. Returns the milliseconds it took. */
export const saidLine = async (child: ChildProcess, words: string): Promise<number> => {
  const start = performance.now();
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("no output to read");
  const said: string[] = [];
  stderr.on("data", (text: Buffer) => said.push(text.toString()));
  const lines = createInterface(stdout);
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      said.push(line);
      if (line.includes(words)) resolve();
    });
    child.once("exit", () => {
      reject(new Error(`it ended: ${said.join("\n")}`));
    });
  });
  return performance.now() - start;
};

export type Program<T> = { readonly said: T; readonly pid: number; stop(): Promise<void> };

/** Starts a TypeScript program of this folder and waits for its one message, checked by `schema`. */
export const startProgram = async <T>(
  file: string,
  args: readonly string[],
  schema: z.ZodType<T>,
): Promise<Program<T>> => {
  const child = spawn(process.execPath, ["--import", "tsx", `tests/bench/${file}`, ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: cleanEnvironment(),
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${file} ended before it was ready`);
  });
  try {
    const [message] = z
      .tuple([z.unknown()])
      .rest(z.unknown())
      .parse(await Promise.race([once(child, "message"), ended]));
    ended.catch(() => undefined);
    const pid = z.number().parse(child.pid);
    return { said: schema.parse(message), pid, stop: () => stopChild(child) };
  } catch (fault) {
    await stopChild(child);
    throw fault;
  }
};

/** Resident memory of a process in MB, as Linux counts it (VmRSS). */
export const residentMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kb === undefined) throw new Error(`process ${pid} has no memory figure`);
  return Number(kb) / 1_024;
};
