/** Starts the product as a newcomer does, on free ports and in a folder of its own, and stops it by its process id. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod/v4";

const change = z.object({
  seq: z.number(),
  target: z.object({ kind: z.string(), id: z.string() }),
  change: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
});
export type Change = z.infer<typeof change>;

const asked = z.object({ method: z.string(), path: z.string(), status: z.number() });
export type Request = z.infer<typeof asked>;

export type WorldChange = {
  readonly table: string;
  readonly key: string;
  readonly set: Readonly<Record<string, unknown>> | null;
};

const crowd = z.object({
  ids: z.array(z.string()),
  admins: z.array(z.string()),
  guests: z.array(z.string()),
  disabled: z.array(z.string()),
});
export type Crowd = z.infer<typeof crowd>;

const rows = z.record(z.string(), z.record(z.string(), z.unknown()));
export type Rows = z.infer<typeof rows>;

export type Cordon = {
  readonly playground: string;
  /** Where Teams would send activities: the bot's own endpoint. */
  readonly endpoint: string;
  /** The page on which one presses and speaks as any of the six. */
  readonly actAs: string;
  /** Where secrets are shown, each once. */
  readonly console: string;
  readonly folder: string;
  /** Every state change in the simulated tenant, in order: what really happened. */
  ledger(): Promise<readonly Change[]>;
  /** What was asked of the simulated tenant, in order. */
  requests(): Promise<readonly Request[]>;
  /** Sends a fault script to the simulated tenant. */
  fault(script: object): Promise<void>;
  /** Something that others do in the tenant: members of a row set, or the row taken away. */
  world(change: WorldChange): Promise<void>;
  /** Many plain people at once, and some of other kinds. */
  crowd(order: object): Promise<Crowd>;
  /** Rows of a table of the simulated tenant as they stand now. */
  rows(table: string): Promise<Rows>;
  /** Ends the process at once, as a power cut would; with SIGTERM as an operator does. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal that doesn't end it. */
  signal(name: NodeJS.Signals): void;
  /** Starts it again on the same ports and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};

/** Waits for the line that says everything is up; a process that ends before has failed. */
const ready = async (child: ChildProcess): Promise<void> => {
  if (!child.stdout || !child.stderr) throw new Error("no output");
  const said: string[] = [];
  child.stderr.on("data", (text: Buffer) => said.push(text.toString()));
  const lines = createInterface(child.stdout);
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      said.push(line);
      if (line.includes("Ctrl+C")) resolve();
    });
    child.once("exit", () => {
      reject(new Error(`Cordon ended: ${said.join("\n")}`));
    });
  });
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
};

const call = (url: string, ca: string, post?: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const body = post && JSON.stringify(post);
    const headers = { "content-type": "application/json" };
    const sent = request(url, { ca, method: body ? "POST" : "GET", headers }, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => (text += part.toString()));
      answer.on("end", () => {
        resolve(text);
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });

/** Runs `npm start`'s program. `environment` adds to the ports and folders that are chosen here. */
export const startCordon = async (environment: Record<string, string> = {}): Promise<Cordon> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-e2e-"));
  const [port, tenantPort, playgroundPort] = [await freePort(), await freePort(), await freePort()];
  const [actAsPort, consolePort] = [await freePort(), await freePort()];
  const tenant = `https://127.0.0.1:${tenantPort}`;
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: process.env["HOME"] ?? "",
        PORT: String(port),
        SANDBOX_PORT: String(tenantPort),
        PLAYGROUND_PORT: String(playgroundPort),
        ACT_AS_PORT: String(actAsPort),
        CONSOLE_PORT: String(consolePort),
        SANDBOX_LATENCY_MS: "5-15",
        DATA_DIR: folder,
        DATABASE_URL: `file:${folder}/cordon.db`,
        EVIDENCE_DIR: `${folder}/evidence`,
        ...environment,
      },
    });
    await ready(started);
    return started;
  };
  let child = await start();
  const ca = (): Promise<string> => readFile(join(folder, "sandbox-ca.pem"), "utf8");
  return {
    playground: `http://127.0.0.1:${playgroundPort}`,
    endpoint: `http://127.0.0.1:${port}/api/messages`,
    actAs: `http://127.0.0.1:${actAsPort}`,
    console: `http://127.0.0.1:${consolePort}`,
    folder,
    requests: async () => {
      const text = await call(`${tenant}/_sandbox/requests`, await ca());
      return z.array(asked).parse(JSON.parse(text));
    },
    ledger: async () => {
      const text = await call(`${tenant}/_sandbox/ledger`, await ca());
      return z.array(change).parse(JSON.parse(text));
    },
    fault: async (script) => {
      const text = await call(`${tenant}/_sandbox/faults`, await ca(), script);
      z.object({ pending: z.number() }).parse(JSON.parse(text));
    },
    world: async (changed) => {
      const text = await call(`${tenant}/_sandbox/world`, await ca(), changed);
      z.object({ table: z.string(), key: z.string() }).parse(JSON.parse(text));
    },
    crowd: async (order) =>
      crowd.parse(JSON.parse(await call(`${tenant}/_sandbox/crowd`, await ca(), order))),
    rows: async (table) => {
      const state = z.record(z.string(), z.unknown());
      const text = await call(`${tenant}/_sandbox/state`, await ca());
      return rows.parse(state.parse(JSON.parse(text))[table]);
    },
    kill: (signal = "SIGKILL") => end(child, signal),
    signal: (name) => {
      child.kill(name);
    },
    restart: async () => {
      child = await start();
    },
    stop: async () => {
      await end(child, "SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Repeats until it holds; the last failure is thrown after `ms`. */
export const eventually = async (check: () => Promise<void>, ms = 15_000): Promise<void> => {
  const until = Date.now() + ms;
  for (;;) {
    try {
      await check();
      return;
    } catch (failure) {
      if (Date.now() > until) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
};
