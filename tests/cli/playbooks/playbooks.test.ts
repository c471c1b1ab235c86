import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";

const script = fileURLToPath(new URL("../../../src/cli/playbooks.ts", import.meta.url));
const minute = 60_000;

const own = [
  "id: our-own",
  "title: Our own",
  "about: Something that we have seen.",
  "subject: user",
  "evidence: [E0]",
  "steps:",
  "  - key: block",
  "    action: block-sign-in",
  "    phase: containment",
  "    why: It is the first thing to do.",
  "  - key: block-lookalike",
  "    action: block-sender",
  "    phase: containment",
  "    why: It goes on sending.",
  "    once: true",
  "    after: [block]",
  "  - key: prove",
  "    action: prove-identity",
  "    phase: recovery",
  "    team: service-desk",
  "    why: They know the person.",
].join("\n");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-list-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** In a folder of its own, so that nobody's environment file is read. */
const run = async (text: string, ...args: readonly string[]): Promise<Ended> => {
  const place = await mkdtemp(join(folder, "run-"));
  const books = join(place, "books");
  await mkdir(books);
  await writeFile(join(books, "own.yaml"), text);
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), script, ...args], {
    cwd: place,
    env: { PATH, PLAYBOOK_DIR: books },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out, err };
};

describe("npm run playbooks", () => {
  test(
    "lists every playbook with its steps by phase, teams and permissions",
    async () => {
      const { code, out, err } = await run(own);
      expect([code, err]).toEqual([0, ""]);
      const headings = [...out.matchAll(/^([a-z-]+) · /gmu)].map(([, id]) => id);
      expect(headings).toEqual([
        "data-exposure",
        "endpoint-compromise",
        "general",
        "mailbox-compromise",
        "oauth-consent",
        "privileged-account",
        "token-theft",
        "our-own",
      ]);
      const mine = out.slice(out.indexOf("our-own · "));
      expect(mine).toMatch(/^our-own · Our own \(your own: .*own\.yaml\)\n/);
      expect(mine).toContain("3 steps, 1 of them by people.");
      expect(mine).toMatch(
        / {2}containment\n +1 block +C1 +Block sign-in +iam\n +2 block-lookalike +C12 +Block a sender or URL +soc +once · no value given \(.*\) · after block\n {2}recovery\n +3 prove +R1 .* service-desk +by people\n/,
      );
      expect(mine).toContain("  Teams: iam, service-desk, soc\n");
      expect(mine).toMatch(/Permissions that it needs: .*User\.EnableDisableAccount\.All/su);
      expect(mine).toContain("  Entra roles that it needs: Security Administrator\n");
    },
    minute,
  );

  test(
    "ends with 1 and says every problem, and still lists what can be read",
    async () => {
      const text = own.replace("block-sign-in", "block-signin").replace("service-desk", "desk");
      const { code, out, err } = await run(text);
      expect(code).toBe(1);
      expect(out).toContain("our-own · Our own");
      expect(out).toContain("not in the catalogue");
      expect(err.split("\n")).toEqual([
        "2 problems:",
        expect.stringContaining("  own.yaml:8: step block: there is no action block-signin;"),
        expect.stringContaining("  own.yaml:20: step prove: there is no team desk; expected one"),
        "",
      ]);
    },
    minute,
  );

  test(
    "says all of it as JSON with --json",
    async () => {
      const { code, out } = await run(own.replace("phase: recovery", "phase: later"), "--json");
      expect(code).toBe(1);
      const shape = z.object({
        playbooks: z.array(
          z.object({
            id: z.string(),
            own: z.literal(false),
            steps: z.array(z.object({ key: z.string(), manual: z.boolean() })).min(1),
            permissions: z.object({ least: z.array(z.string()).min(1) }),
          }),
        ),
        problems: z.array(z.string()).length(1),
      });
      const said = shape.parse(JSON.parse(out));
      expect(said.playbooks).toHaveLength(7);
      expect(said.problems[0]).toMatch(/^own\.yaml:19: steps\[2\]\.phase: /);
      const asked = said.playbooks.find(({ id }) => id === "token-theft")?.steps[0];
      expect(asked).toEqual({ key: "decide-token-type", manual: true });
    },
    minute,
  );
});
