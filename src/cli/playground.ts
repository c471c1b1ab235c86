/**
 * Starts Microsoft 365 Agents Playground, a local Teams client, beside a sandboxed Cordon. It is a development
 * dependency under Microsoft's pre-release terms and so never part of an image or a release.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type PlaygroundConfig, playgroundYaml } from "./playground-config.ts";

export type PlaygroundOptions = {
  readonly port: number;
  /** The bot's endpoint on loopback, for example `http://127.0.0.1:3978/api/messages`. */
  readonly appEndpoint: string;
  /** Where its file and its log go, below `./data`. */
  readonly folder: string;
  readonly config: PlaygroundConfig;
};

export type Playground = { readonly url: string; close(): Promise<void> };

/** A cold start takes 1 to 2 s; a busy machine gets more. */
const startLimitMs = 30_000;
const stopLimitMs = 3_000;

/**
 * Runs in the Playground before its own code. It listens on every interface, without a password: `listen(port)` becomes
 * loopback only. And it ends with its input, because a killed Cordon can't stop it and would find its port taken.
 */
const beforehand = `import net from "node:net";
process.stdin.on("close", () => process.exit()).resume();
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === "number" && typeof rest[0] !== "string"
    ? listen.call(this, port, "127.0.0.1", ...rest)
    : listen.call(this, port, ...rest);
};`;

const findPackage = (): string => {
  const name = "@microsoft/m365agentsplayground";
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch (caught) {
    throw new Error(
      `The Playground is not installed. It is a development dependency: run npm ci without --omit=dev.`,
      { cause: caught },
    );
  }
};

/** Asked beforehand, because the Playground would quietly move to another port. */
const demandFree = async (port: number): Promise<void> => {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
  } catch (caught) {
    throw new Error(`Port ${port} is taken. Free it, or choose another with PLAYGROUND_PORT.`, {
      cause: caught,
    });
  }
  probe.close();
  await once(probe, "close");
};

/** Only what a program needs to start: none of Cordon's secrets, and no proxy between two loopback ports. */
const environment = (folder: string): NodeJS.ProcessEnv => {
  const kept = ["PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP", "USERPROFILE"];
  return {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    TEAMSAPPTESTER_BROWSER: "none",
    M365_AGENTS_PLAYGROUND_CONFIG_PATH: join(folder, ".m365agentsplayground.yml"),
    M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, "playground.log"),
  };
};

const start = (options: PlaygroundOptions, folder: string): ChildProcess => {
  const { port, appEndpoint } = options;
  const hook = `data:text/javascript,${encodeURIComponent(beforehand)}`;
  const connector = `http://127.0.0.1:${port}/_connector`;
  const flags = ["-e", appEndpoint, "-p", String(port), "-c", "msteams", "--su", connector, "--dt"];
  return spawn(process.execPath, ["--import", hook, join(findPackage(), "cli.js"), ...flags], {
    cwd: folder,
    env: environment(folder),
    stdio: ["pipe", "pipe", "pipe"],
  });
};

/** Waits for "Listening on <port>"; anything else is a failed start. */
const listening = async (child: ChildProcess, port: number): Promise<void> => {
  if (child.stdout === null || child.stderr === null) throw new Error("No output to read.");
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-2_000);
  });
  const lines = createInterface({ input: child.stdout });
  const limit = AbortSignal.timeout(startLimitMs);
  try {
    const said = await new Promise<string>((resolved, reject) => {
      const failed = (why: string): void => {
        reject(new Error(`The Playground did not start: ${why}. ${errors}`.trim()));
      };
      lines.on("line", (line) => {
        const found = /^Listening on (\d+)/.exec(line)?.[1];
        if (found !== undefined) resolved(found);
      });
      child.once("error", (error) => {
        failed(error.message);
      });
      child.once("exit", (code) => {
        failed(`it ended with ${code ?? "a signal"}`);
      });
      limit.addEventListener("abort", () => {
        failed("it said nothing");
      });
    });
    if (said !== String(port)) throw new Error(`The Playground chose port ${said}, not ${port}.`);
  } finally {
    // Its output still has to be read away, or a full pipe would stop it.
    lines.close();
    child.stdout.resume();
  }
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  await ended;
  clearTimeout(force);
};

/**
 * Writes the Playground's file, starts it without browser and telemetry on loopback, and waits until it answers.
 * Throws when it isn't installed, when the port is taken or when it doesn't start within 30 s.
 */
export const startPlayground = async (options: PlaygroundOptions): Promise<Playground> => {
  const folder = resolve(options.folder);
  const text = playgroundYaml(options.config);
  await demandFree(options.port);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ".m365agentsplayground.yml"), text, "utf8");
  const child = start(options, folder);
  // A crash of ours must not leave it behind on the port.
  const abandon = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", abandon);
  const close = async (): Promise<void> => {
    process.removeListener("exit", abandon);
    await stop(child);
  };
  try {
    await listening(child, options.port);
  } catch (caught) {
    await close();
    throw caught;
  }
  return { url: `http://127.0.0.1:${options.port}`, close };
};
