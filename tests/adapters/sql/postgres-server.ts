import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";

const run = promisify(execFile);
const versions = "/usr/lib/postgresql";

/** Folder of the `initdb` that is found by its name, for example Homebrew's. */
const onPath = (): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .find((folder) => folder !== "" && existsSync(join(folder, "initdb")));

/** Folder of the newest server on this machine, else of the one on the PATH. A missing one fails the tests: half of the store would go untested. */
const binaries = (): string => {
  const newest = existsSync(versions)
    ? readdirSync(versions)
        .filter((name) => existsSync(join(versions, name, "bin", "initdb")))
        .sort((a, b) => Number(a) - Number(b))
        .at(-1)
    : undefined;
  if (newest !== undefined) return join(versions, newest, "bin");
  const found = onPath();
  if (found === undefined)
    throw new Error(
      `The store is tested on a real PostgreSQL, and there is no server in ${versions} and no initdb on the PATH. On Debian or Ubuntu: apt-get install postgresql.`,
    );
  return found;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });

export type PostgresServer = {
  /** Makes an empty database and returns its URL. */
  readonly freshDatabase: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** Runs one statement on the database of a URL. */
export const onPostgres = async (url: string, statement: string): Promise<void> => {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Starts a PostgreSQL server of its own, on loopback, in a folder that goes away with it. */
export const startPostgres = async (): Promise<PostgresServer> => {
  const bin = binaries();
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "cordon-pg-"));
  // PostgreSQL refuses to run as root, and its packages bring the user "postgres".
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await run("chown", ["postgres:", folder]);
  const server = (program: string, ...args: string[]): Promise<unknown> =>
    isRoot
      ? run("runuser", ["-u", "postgres", "--", join(bin, program), ...args], { cwd: folder })
      : run(join(bin, program), args, { cwd: folder });

  await server(
    "initdb",
    ...["-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
  );
  // What a power cut would lose isn't tested here, so nothing is synced.
  const settings = `-p ${port} -F -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  await server(
    "pg_ctl",
    ...["-D", folder, "-l", join(folder, "log"), "-w", "-t", "30", "-o", settings, "start"],
  );
  const urlOf = (name: string): string => `postgres://postgres@127.0.0.1:${port}/${name}`;
  let databases = 0;
  return {
    freshDatabase: async () => {
      databases += 1;
      const name = `cordon${databases}`;
      await onPostgres(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    stop: async () => {
      await server("pg_ctl", "-D", folder, "-m", "immediate", "-w", "stop");
      await rm(folder, { recursive: true, force: true });
    },
  };
};
