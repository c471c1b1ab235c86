import { describe, expect, test } from "@jest/globals";
import { ConfigFault, readConfig } from "../src/config.ts";

const [tenant, bot, graph, team, emergency] = [1, 2, 3, 4, 5].map(
  (digit) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
);

const whole = {
  TENANT_ID: tenant,
  BOT_APP_ID: bot,
  BOT_APP_SECRET: "s3cr3t-of-the-bot",
  GRAPH_CLIENT_ID: graph,
  GRAPH_CLIENT_SECRET: "s3cr3t-of-graph",
  INCIDENT_TEAM_ID: team,
  DIRECTORY_FILE: "directory.yaml",
};

const key = Buffer.alloc(32, 7).toString("base64");

/** What is said to whoever starts Cordon with this environment. */
const refusalOf = (environment: Record<string, string | undefined>): string => {
  try {
    return `nothing, and a run for the ${readConfig(environment).mode} started`;
  } catch (fault) {
    if (fault instanceof ConfigFault) return fault.message;
    throw fault;
  }
};

describe("the sandbox", () => {
  test.each([
    ["nothing", {}],
    ["only empty values", { TENANT_ID: "", BOT_APP_SECRET: "  " }],
    ["what it knows itself", { PORT: "0", PLAYBOOK_DIR: "books", DIRECTORY_FILE: "people.yaml" }],
  ])("runs with %s set", (_, environment) => {
    expect(readConfig(environment)).toMatchObject({ mode: "sandbox", playground: true });
  });

  test("keeps its record and its evidence in a folder of its own", () => {
    expect(readConfig({})).toMatchObject({
      dataDir: "./data/sandbox",
      databaseUrl: "file:./data/sandbox/cordon.db",
      evidenceDir: "./data/sandbox/evidence",
      importDir: "./data/sandbox/imports",
    });
    expect(readConfig({ IMPORT_DIR: "/srv/lists" })).toMatchObject({ importDir: "/srv/lists" });
    expect(readConfig(whole)).toMatchObject({
      databaseUrl: "file:./data/cordon.db",
      evidenceDir: "./data/evidence",
    });
  });

  test.each([
    ["the sandbox", {}],
    ["a tenant", whole],
  ])("DATA_DIR moves both for %s, and each can be set alone", (_, environment) => {
    const there = { ...environment, DATA_DIR: "/srv/here" };
    expect(readConfig(there)).toMatchObject({
      databaseUrl: "file:/srv/here/cordon.db",
      evidenceDir: "/srv/here/evidence",
    });
    expect(
      readConfig({ ...there, DATABASE_URL: "postgres://db/cordon", SECRETS_KEY: key }),
    ).toMatchObject({
      databaseUrl: "postgres://db/cordon",
      evidenceDir: "/srv/here/evidence",
    });
    expect(readConfig({ ...there, EVIDENCE_DIR: "/evidence" })).toMatchObject({
      databaseUrl: "file:/srv/here/cordon.db",
      evidenceDir: "/evidence",
    });
  });

  test("waits as long as it is told", () => {
    expect(readConfig({ SANDBOX_LATENCY_MS: "0-5" })).toMatchObject({
      latencyMs: { min: 0, max: 5 },
    });
    expect(refusalOf({ SANDBOX_LATENCY_MS: "9-5" })).toContain("9-5 goes backwards");
    expect(refusalOf({ SANDBOX_LATENCY_MS: "fast" })).toContain("for example 80-160");
  });

  test("its clock runs as fast as it is told, up to 600 times; a tenant's can't be told", () => {
    expect(readConfig({})).toMatchObject({ clockSpeed: 1 });
    expect(readConfig({ SANDBOX_CLOCK_SPEED: "60" })).toMatchObject({ clockSpeed: 60 });
    for (const speed of ["0.5", "601", "fast", "Infinity"]) {
      expect(refusalOf({ SANDBOX_CLOCK_SPEED: speed })).toContain("SANDBOX_CLOCK_SPEED");
    }
    expect(readConfig({ ...whole, SANDBOX_CLOCK_SPEED: "60" })).not.toHaveProperty("clockSpeed");
  });
});

describe("a run for a tenant", () => {
  test("takes a whole configuration", () => {
    const environment = { ...whole, BREAK_GLASS_IDS: `${emergency}, ${team}`, CLOUD: "gcch" };
    expect(readConfig(environment)).toMatchObject({
      mode: "tenant",
      tenantId: tenant,
      bot: { appId: bot, credential: { kind: "secret", secret: "s3cr3t-of-the-bot" } },
      graph: { clientId: graph, credential: { kind: "secret", secret: "s3cr3t-of-graph" } },
      breakGlass: [emergency, team],
      exchangeAdmin: false,
      endpoints: { graphBaseUrl: "https://graph.microsoft.us" },
    });
  });

  test.each([
    ["TENANT_ID", tenant],
    ["BOT_APP_ID", bot],
    ["BOT_APP_SECRET", "s3cr3t"],
    ["BOT_APP_CERTIFICATE", "bot.pem"],
    ["BOT_MANAGED_IDENTITY", "true"],
    ["GRAPH_CLIENT_ID", graph],
    ["GRAPH_CLIENT_SECRET", "s3cr3t"],
    ["GRAPH_CLIENT_CERTIFICATE", "graph.pem"],
    ["GRAPH_MANAGED_IDENTITY", "true"],
    ["GRAPH_FEDERATED_TOKEN_FILE", "token"],
    ["INCIDENT_TEAM_ID", team],
    ["TEAMS_CATALOG_APP_ID", bot],
    ["BREAK_GLASS_IDS", emergency],
    ["EXCHANGE_ADMIN", "invoke-command"],
    ["CLOUD", "public"],
    ["AUTHORITY_HOST", "https://login.example"],
    ["GRAPH_BASE_URL", "https://graph.example"],
    ["EXCHANGE_BASE_URL", "https://exchange.example"],
    ["DEFENDER_BASE_URL", "https://defender.example"],
    ["BOT_OPENID_METADATA_URL", "https://openid.example"],
    ["BOT_TOKEN_ISSUER", "https://issuer.example"],
    ["BOT_TOKEN_SCOPE", "https://scope.example"],
    ["BOT_SERVICE_HOSTS", "teams.example"],
  ])("is meant by %s alone, and every missing value is named", (name, value) => {
    const said = refusalOf({ [name]: value });
    const needed = ["TENANT_ID", "BOT_APP_ID", "GRAPH_CLIENT_ID", "INCIDENT_TEAM_ID"];
    for (const missing of [...needed, "DIRECTORY_FILE"]) {
      expect(said.includes(`${missing} is missing`)).toBe(missing !== name);
    }
    const hasBot = ["BOT_APP_SECRET", "BOT_APP_CERTIFICATE", "BOT_MANAGED_IDENTITY"].includes(name);
    expect(said.includes("BOT_APP_ID: no credential is set")).toBe(!hasBot);
    const hasGraph = /^GRAPH_(CLIENT_SECRET|CLIENT_CERTIFICATE|MANAGED|FEDERATED)/.test(name);
    expect(said.includes("GRAPH_CLIENT_ID: no credential is set")).toBe(!hasGraph);
    expect(said).not.toContain("s3cr3t");
  });

  test.each([
    ["BOT_APP_CERTIFICATE", "bot.pem", "BOT_APP_ID: 2 credentials are set; keep one"],
    ["BOT_MANAGED_IDENTITY", "true", "BOT_APP_ID: 2 credentials are set; keep one"],
    ["GRAPH_CLIENT_CERTIFICATE", "g.pem", "GRAPH_CLIENT_ID: 2 credentials are set; keep one"],
    ["GRAPH_FEDERATED_TOKEN_FILE", "t", "GRAPH_CLIENT_ID: 2 credentials are set; keep one"],
    ["GRAPH_CLIENT_ID", bot?.toUpperCase(), "must be another app than the bot"],
    ["TENANT_ID", "s3cr3t-no-guid", "TENANT_ID: a GUID"],
    ["INCIDENT_TEAM_ID", "s3cr3t-no-guid", "INCIDENT_TEAM_ID: a GUID"],
    ["BREAK_GLASS_IDS", "s3cr3t-no-guid", "BREAK_GLASS_IDS: "],
    ["GRAPH_BASE_URL", "http://s3cr3t.example", "GRAPH_BASE_URL: an https address"],
    ["CLOUD", "s3cr3t", "CLOUD: "],
    ["BOT_MANAGED_IDENTITY", "s3cr3t", "BOT_MANAGED_IDENTITY: "],
    ["CONSOLE_URL", "http://s3cr3t.example", "CONSOLE_URL: an https address"],
    ["CONSOLE_PORT", "s3cr3t", "CONSOLE_PORT: "],
    ["SECRETS_KEY", "s3cr3t", "SECRETS_KEY: 32 bytes in base64"],
    ["DATABASE_URL", "postgres://s3cr3t@db/cordon", "SECRETS_KEY is missing"],
    ["PORT", "70000", "PORT: "],
    ["PORT", "s3cr3t", "PORT: "],
    ["LOG_LEVEL", "s3cr3t", "LOG_LEVEL: "],
  ])("is refused for %s = %s, without a value", (name, value, said) => {
    const refusal = refusalOf({ ...whole, [name]: value });
    expect(refusal).toContain(said);
    expect(refusal).not.toContain("s3cr3t");
  });

  test("has its console's address without a slash, and its key as bytes or a file's folder", () => {
    const set = { ...whole, CONSOLE_URL: "https://cordon.example/", SECRETS_KEY: key };
    expect(readConfig(set).console).toEqual({
      port: 3980,
      url: "https://cordon.example",
      secretsKey: Buffer.alloc(32, 7),
      keyFolder: "./data",
    });
    expect(readConfig(whole).console).toMatchObject({ url: undefined, secretsKey: undefined });
    expect(refusalOf({ CONSOLE_URL: "https://cordon.example" })).toContain("TENANT_ID is missing");
  });

  test("hears of all that is wrong at once", () => {
    const wrong = {
      ...whole,
      TENANT_ID: "x",
      BOT_APP_SECRET: undefined,
      GRAPH_BASE_URL: "ftp://x",
    };
    const said = refusalOf(wrong);
    for (const name of ["TENANT_ID: ", "BOT_APP_ID: no credential", "GRAPH_BASE_URL: "]) {
      expect(said).toContain(name);
    }
  });
});
