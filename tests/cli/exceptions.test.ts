import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { openDatabase } from "../../src/adapters/sql/open-database.ts";
import { type OpenDatabase } from "../../src/adapters/sql/open-database.ts";
import { exceptionIdOf } from "../../src/core/shared/ids.ts";
import { engines, makeDatabases, type Databases } from "../adapters/sql/databases.ts";
import { asker, by, inForce, type Move, play, wishes } from "../core/exceptions/given.ts";

const script = fileURLToPath(new URL("../../src/cli/exceptions.ts", import.meta.url));
const minute = 60_000;

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const hostile: Move = [
  {
    ...wishes.ask,
    exception: exceptionIdOf(4),
    source: { ...wishes.ask.source, approvalId: "approval-2" },
    title: "=cmd|'/C calc'!A0",
    target: "\u202Eline\nbreak",
  },
  by(asker),
];

const keep = async ({ register }: OpenDatabase, moves: readonly Move[]): Promise<void> => {
  const { exception, events } = play(...moves);
  const committed = await register.commit({
    exception: exception.id,
    expectedVersion: 0,
    events,
    state: exception,
    jobs: [],
    handles: [],
  });
  expect(committed).toEqual({ kind: "committed" });
};

describe.each(engines)("npm run exceptions on %s", (engine) => {
  let databases: Databases;
  let folder: string;
  beforeAll(async () => {
    databases = await makeDatabases(engine);
    folder = await mkdtemp(join(tmpdir(), "cordon-exceptions-"));
  }, minute);
  afterEach(() => databases.closeOpened());
  afterAll(async () => {
    await databases.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** In a folder of its own, so that nobody's environment file is read. */
  const run = async (url: string, ...args: readonly string[]): Promise<Ended> => {
    const child = spawn(
      process.execPath,
      ["--import", import.meta.resolve("tsx"), script, ...args],
      {
        cwd: folder,
        env: { PATH: process.env["PATH"], DATABASE_URL: url },
      },
    );
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    return new Promise((resolve, reject) => {
      child.on("error", reject).on("close", (code) => {
        resolve({ code, out, err });
      });
    });
  };

  const filled = async (): Promise<string> => {
    const url = await databases.freshUrl();
    const database = await databases.open(url);
    await keep(database, inForce);
    await keep(database, [hostile]);
    return url;
  };

  test(
    "prints the register, newest first, each in one line",
    async () => {
      const { code, out, err } = await run(await filled());
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const lines = out.trimEnd().split("\n");
      expect(lines).toHaveLength(4);
      expect(lines[2]).toMatch(/^EX-4 +asked for +- +=cmd.*line break.*nobody yet/u);
      expect(lines[3]).toMatch(
        /^EX-3 +in force +high +The account is still enabled +Marta Oliveira \(7c1e\) +INC-0007 +2 +Ana Costa +Jon Lind +2026-12-01 +2027-01-20$/u,
      );
    },
    minute,
  );

  test(
    "prints CSV in which nothing is calculated",
    async () => {
      const { code, out } = await run(await filled(), "--csv");
      expect(code).toBe(0);
      const lines = out.trimEnd().split("\r\n");
      expect(lines[0]).toMatch(/^\ufeffNumber,State,Kind,What stays open,Target,/u);
      expect(lines[1]).toContain(",'=cmd|'/C calc'!A0,line break,");
      expect(lines[2]).toContain("EX-3,in force,");
    },
    minute,
  );

  test(
    "says so where the register is empty, and where an option is unknown",
    async () => {
      const url = await databases.freshUrl();
      await databases.open(url);
      expect(await run(url)).toMatchObject({
        code: 0,
        out: "The register of exceptions is empty.\n",
      });
      const unknown = await run(url, "--json");
      expect(unknown).toMatchObject({ code: 1, out: "" });
      expect(unknown.err).toContain("--json");
    },
    minute,
  );

  test(
    "refuses a database of an older version, and leaves it as it is",
    async () => {
      const url = await filled();
      await databases.closeOpened();
      await databases.tamper(url, "delete from migrations where number = 4");
      const { code, out, err } = await run(url);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain("older version");
      await databases.tamper(url, "insert into migrations values (9999, 'later', '')");
      await expect(openDatabase(url, { readOnly: true })).rejects.toThrow("migration 9999");
    },
    minute,
  );

  test("opens a database in which nothing can be written", async () => {
    const url = await filled();
    const { register, queue, close } = await openDatabase(url, { readOnly: true });
    await expect(keep({ register } as OpenDatabase, [hostile])).rejects.toThrow(/read.?only/iu); // Only its register is used.
    await expect(
      queue.enqueue([
        {
          kind: "show",
          incident: exceptionIdOf(3),
          key: "k",
          payload: {},
          runAt: play(hostile).exception.askedAt,
        },
      ]),
    ).rejects.toThrow(/read.?only/iu);
    expect(await register.list({})).toHaveLength(2);
    await close();
  });

  test("makes no database where there is none", async () => {
    const empty = await mkdtemp(join(folder, "none-"));
    const url =
      engine === "sqlite" ? `file:${join(empty, "cordon.db")}` : await databases.freshUrl();
    await expect(openDatabase(url, { readOnly: true })).rejects.toThrow(
      engine === "sqlite" ? "Can't open the database file" : "isn't Cordon's",
    );
    expect(await readdir(empty)).toEqual([]);
  });
});

test("the command is a script of the package", async () => {
  const file = new URL("../../package.json", import.meta.url);
  expect(await readFile(file, "utf8")).toContain("src/cli/exceptions.ts");
});
