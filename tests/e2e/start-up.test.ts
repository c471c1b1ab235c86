import { once } from "node:events";
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { freePort } from "./cordon.ts";
import { runToEnd } from "./run-to-end.ts";

jest.setTimeout(30_000);

const tenant = "11111111-1111-4111-8111-111111111111";
const other = "22222222-2222-4222-8222-222222222222";

let folder: string;
const portNames = [
  "PORT",
  "SANDBOX_PORT",
  "PLAYGROUND_PORT",
  "ACT_AS_PORT",
  "CONSOLE_PORT",
] as const;
type Ports = Readonly<Record<(typeof portNames)[number], string>>;

const freePorts = async (): Promise<Ports> => ({
  PORT: String(await freePort()),
  SANDBOX_PORT: String(await freePort()),
  PLAYGROUND_PORT: String(await freePort()),
  ACT_AS_PORT: String(await freePort()),
  CONSOLE_PORT: String(await freePort()),
});
let ports: Ports;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-start-"));
  ports = await freePorts();
});

afterAll(() => rm(folder, { recursive: true }));

const environment = (more: Record<string, string>): Record<string, string> => ({
  ...ports,
  DATA_DIR: join(folder, "data"),
  DATABASE_URL: `file:${join(folder, "data", "cordon.db")}`,
  EVIDENCE_DIR: join(folder, "data", "evidence"),
  ...more,
});

const listens = (port: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });

const expectNothingListens = async (): Promise<void> => {
  for (const port of Object.values(ports)) expect(await listens(port)).toBe(false);
};

test("a half-configured environment is refused with every missing name, and nothing starts", async () => {
  const running = runToEnd(environment({ TENANT_ID: tenant }));
  let seen = false;
  let ended = false;
  const watch = async (): Promise<void> => {
    while (!ended) {
      seen ||= await listens(ports.PORT);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const [{ code, said }] = await Promise.all([running.finally(() => (ended = true)), watch()]);
  expect(code).toBe(1);
  for (const name of ["BOT_APP_ID", "GRAPH_CLIENT_ID", "INCIDENT_TEAM_ID", "DIRECTORY_FILE"]) {
    expect(said).toContain(`${name} is missing`);
  }
  expect(said).not.toContain("TENANT_ID is");
  expect(said).not.toContain("sandbox");
  expect(said).not.toContain("    at ");
  expect(seen).toBe(false);
  await expectNothingListens();
  expect(await readdir(folder)).toEqual([]);
});

test("the values of secrets are never printed, whatever else is wrong", async () => {
  const secrets = { BOT_APP_SECRET: "s3cr3t-of-the-bot", GRAPH_CLIENT_SECRET: "s3cr3t-of-graph" };
  const whole = {
    TENANT_ID: tenant,
    BOT_APP_ID: tenant,
    GRAPH_CLIENT_ID: other,
    INCIDENT_TEAM_ID: other,
    DIRECTORY_FILE: join(folder, "none.yaml"),
  };
  const runs = await Promise.all([
    runToEnd(environment(secrets)),
    runToEnd(environment({ ...secrets, ...whole, TENANT_ID: "s3cr3t-not-a-guid" })),
    runToEnd(environment({ ...secrets, ...whole, GRAPH_CLIENT_ID: tenant })),
    runToEnd(environment({ ...secrets, ...whole, GRAPH_CLIENT_CERTIFICATE: "a.pem" })),
    runToEnd(environment({ ...secrets, ...whole })),
  ]);
  for (const { code, said } of runs) {
    expect(code).toBe(1);
    expect(said).not.toContain("s3cr3t");
  }
  const [only, , same, two, last] = runs.map(({ said }) => said);
  expect(only).toContain("TENANT_ID is missing");
  expect(same).toContain("GRAPH_CLIENT_ID: the containment identity must be another app");
  expect(two).toContain("GRAPH_CLIENT_ID: 2 credentials are set; keep one");
  expect(last).toContain("none.yaml: it can't be opened (ENOENT)");
});

test("a broken directory file is refused with its lines", async () => {
  const whole = await readFile("env/directory.sandbox.yaml", "utf8");
  const lines = whole.split("\n");
  const wrongId = lines.findIndex((line) => line.startsWith("      person: ")) + 1;
  const noTeam = lines.findIndex((line) => line.includes("- id: soc")) + 1;
  const nobody = whole.replace(lines[wrongId - 1] ?? "", `      person: ${other}`);
  const broken = whole.replace(lines[noTeam - 1] ?? "", "  - id: The SOC");
  const variants = [broken, nobody, `${whole}\n  - [`];
  const runs = await Promise.all(
    variants.map(async (text, at) => {
      const file = join(folder, `directory${String(at)}.yaml`);
      await writeFile(file, text);
      return runToEnd(environment({ DIRECTORY_FILE: file }));
    }),
  );
  const [first, second, third] = runs.map(({ said }) => said);
  expect(first).toContain(`directory0.yaml:${String(noTeam)}: teams[2].id: lower-case letters`);
  expect(second).toContain(
    `directory1.yaml:${String(wrongId)}: teams[0].onCall.person: nobody in people has this id`,
  );
  expect(third).toMatch(/directory2\.yaml:\d+: /);
  expect(third).not.toContain("    at ");
  expect(runs.map(({ code }) => code)).toEqual([1, 1, 1]);
  await expectNothingListens();
});

test("a broken playbook is refused with file and line, and the whole start with it", async () => {
  const text = [
    "id: our-own",
    "title: Our own",
    "about: Something that we have seen.",
    "subject: user",
    "evidence: [E0]",
    "steps:",
    "  - key: block",
    "    action: block-sign-in",
    "    phase: containmant",
    "    team: iam",
    "    why: It is the first thing to do.",
    "    urgent: true",
  ].join("\n");
  const fixed = text.replace("containmant", "containment").replace("    urgent: true", "");
  const started = [text, fixed.replace("block-sign-in", "wipe-laptop")].map(async (content, at) => {
    const books = join(folder, `playbooks${String(at)}`);
    await mkdir(books);
    await writeFile(join(books, "our-own.yaml"), content);
    return runToEnd(environment({ PLAYBOOK_DIR: books }));
  });
  const missing = runToEnd(environment({ PLAYBOOK_DIR: join(folder, "nowhere") }));
  const runs = await Promise.all([...started, missing]);
  for (const { code, said } of runs) {
    expect(code).toBe(1);
    expect(said).not.toContain("    at ");
  }
  const [first, second, third] = runs.map(({ said }) => said);
  expect(first).toContain("our-own.yaml:9: steps[0].phase: ");
  expect(first).toContain("our-own.yaml:12: steps[0].urgent: this key isn't known");
  expect(second).toContain("our-own.yaml:8: step block: there is no action wipe-laptop");
  expect(third).toContain("nowhere can't be read");
  await expectNothingListens();
});

test("a port that is in use is named, and what started is stopped again", async () => {
  const runs = portNames.map(async (name) => {
    const own = await freePorts();
    const data = { DATA_DIR: join(folder, name), DATABASE_URL: `file:${join(folder, name)}/c.db` };
    const taken = createServer().listen(Number(own[name]), "127.0.0.1");
    await once(taken, "listening");
    const { code, said } = await runToEnd(environment({ ...own, ...data }));
    taken.close();
    await once(taken, "close");
    return { code, said, name, own };
  });
  for (const { code, said, name, own } of await Promise.all(runs)) {
    expect(code).toBe(1);
    expect(said).toContain(`ort ${own[name]} is `);
    expect(said).toContain(name);
    expect(said).not.toContain("    at ");
    for (const port of Object.values(own)) expect(await listens(port)).toBe(false);
  }
}, 60_000);
