import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildPackages } from "../../../src/cli/app-package/build.ts";
import { renderManifest } from "../../../src/cli/app-package/manifest.ts";
import { sampleValues } from "../../../src/cli/app-package/values.ts";
import {
  pngHeader,
  type ReadPackage,
  readPackage,
  runPackage,
  schemaErrors,
  temporaryFolder,
} from "./read-package.ts";

const source = join(import.meta.dirname, "../../../appPackage");
const values = {
  BOT_APP_ID: "3f2b9c1e-7a54-4d0e-9b61-0c8d5e2f7a10",
  GRAPH_CLIENT_ID: "8d1a5f60-2b3c-4e7d-a9f8-61c0b7e2d543",
  TEAMS_APP_ID: "b7d1e0a4-52c8-4f3a-8e96-1a2b3c4d5e6f",
  PUBLIC_HOST: "cordon.contoso.com",
};
const packages = new Map<string, ReadPackage>();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  const paths = await buildPackages({ source, out: folder.path, values });
  for (const path of paths) {
    const read = await readPackage(path);
    packages.set(read.manifest.manifestVersion, read);
  }
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

function built(version: string): ReadPackage {
  const found = packages.get(version);
  if (found === undefined) throw new Error(`No package of manifest version ${version} was made.`);
  return found;
}

describe.each(["1.25", "1.29"])("the %s package", (version) => {
  test("is right by Microsoft's schema of that version", async () => {
    const { raw, manifest } = built(version);
    expect(manifest.$schema).toContain(`/v${version}/`);
    await expect(schemaErrors(raw)).resolves.toEqual([]);
  });

  test("holds the manifest and two icons at its root, and nothing else", () => {
    expect(built(version).fileNames.sort()).toEqual(["color.png", "manifest.json", "outline.png"]);
  });

  test("has icons of the sizes that Teams demands", () => {
    const { files, manifest } = built(version);
    const signature = "89504e470d0a1a0a";
    const color = pngHeader(files[manifest.icons.color]);
    const outline = pngHeader(files[manifest.icons.outline]);
    expect(color).toMatchObject({ signature, width: 192, height: 192 });
    expect(outline).toEqual({ signature, width: 32, height: 32, hasAlpha: true });
  });

  test("declares channel support, which the schema doesn't demand but the upload does", () => {
    const { manifest } = built(version);
    expect(manifest.bots[0]?.scopes).toEqual(["team", "personal", "groupChat"]);
    expect(manifest.supportsChannelFeatures).toBe("tier1");
  });

  test("keeps to the limits for commands and permissions", () => {
    const { manifest } = built(version);
    const lists = manifest.bots.flatMap((bot) => bot.commandLists);
    const commands = lists.map((list) => list.commands.length);
    expect(lists.length).toBeLessThanOrEqual(3);
    expect(Math.max(...commands)).toBeLessThanOrEqual(12);
    expect(manifest.authorization.permissions.resourceSpecific.length).toBeLessThanOrEqual(16);
  });

  test("asks for three team permissions, for the containment identity that calls Graph", () => {
    const { manifest } = built(version);
    const asked = manifest.authorization.permissions.resourceSpecific;
    expect(new Set(asked.map((permission) => permission.type))).toEqual(new Set(["Application"]));
    expect(asked.map((permission) => permission.name).sort()).toEqual([
      "Channel.Create.Group",
      "ChannelSettings.Read.Group",
      "TeamMember.Read.Group",
    ]);
    expect(manifest.webApplicationInfo?.id).toBe(values.GRAPH_CLIENT_ID);
  });

  test("offers Open incident from a message, the box below it and the search box", () => {
    expect(built(version).manifest.composeExtensions[0]?.commands).toMatchObject([
      {
        id: "openIncident",
        type: "action",
        fetchTask: true,
        context: ["compose", "commandBox", "message"],
      },
    ]);
  });

  test("has every placeholder filled", () => {
    const text = JSON.stringify(built(version).raw);
    expect(text).not.toContain("{{");
    expect(text).toContain(values.TEAMS_APP_ID);
    expect(text).toContain(`https://${values.PUBLIC_HOST}/`);
  });
});

describe("what differs", () => {
  test("1.29 offers the commands behind a slash, in channels and group chats only", () => {
    const [bot] = built("1.29").manifest.bots;
    expect(bot?.supportsTargetedMessages).toBe(true);
    expect(bot?.commandLists.map((list) => [list.scopes, list.triggers])).toEqual([
      [
        ["team", "groupChat"],
        ["mention", "slash"],
      ],
      [["personal"], undefined],
    ]);
    expect(built("1.29").manifest.composeExtensions[0]?.commands[0]?.triggers).toEqual(["slash"]);
  });

  test("1.25 knows nothing of slashes", () => {
    const text = JSON.stringify(built("1.25").raw);
    expect(text).not.toMatch(/triggers|supportsTargetedMessages/);
  });

  test("the schema check refuses slash commands in a 1.25 manifest", async () => {
    const mislabelled: unknown = JSON.parse(
      JSON.stringify(built("1.29").raw).replaceAll("1.29", "1.25"),
    );
    await expect(schemaErrors(mislabelled)).resolves.not.toEqual([]);
  });

  test("a placeholder without a value is a fault, not a package", () => {
    expect(() => renderManifest('{"id":"{{NOBODY_SET_THIS}}"}', values, "1.29")).toThrow(
      "The manifest names {{NOBODY_SET_THIS}}, which has no value.",
    );
  });
});

describe("the manifest source", () => {
  test("gives both command lists the same commands", () => {
    const [channels, personal] = built("1.29").manifest.bots[0]?.commandLists ?? [];
    expect(channels?.commands.length).toBeGreaterThan(0);
    expect(personal?.commands).toEqual(channels?.commands);
  });

  test("bears the version of the program", async () => {
    const program = await readFile(join(source, "../package.json"), "utf8");
    expect(JSON.parse(program)).toHaveProperty("version", built("1.29").manifest.version);
  });
});

describe("npm run package", () => {
  test("--sample makes the same bytes each time, with ids that can't be anybody's", async () => {
    await using first = await temporaryFolder();
    await using second = await temporaryFolder();
    const run = await runPackage(["--sample", "--out", first.path], { cwd: first.path });
    await buildPackages({ source, out: second.path, values: sampleValues });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(await readdir(first.path)).toEqual(["cordon-1.25.zip", "cordon-1.29.zip"]);
    for (const name of await readdir(second.path)) {
      const [one, other] = [join(first.path, name), join(second.path, name)];
      expect(await readFile(one)).toEqual(await readFile(other));
      expect((await readPackage(one)).manifest.id).toMatch(/^0{8}-0{4}-/);
    }
  });

  test("takes the values from the environment", async () => {
    await using cwd = await temporaryFolder();
    const run = await runPackage([], { cwd: cwd.path, environment: values });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { manifest } = await readPackage(join(cwd.path, "build", "cordon-1.29.zip"));
    expect(manifest.bots[0]?.botId).toBe(values.BOT_APP_ID);
  });

  test("names each value that is missing or malformed, and makes nothing", async () => {
    await using cwd = await temporaryFolder();
    const given = { BOT_APP_ID: "cordon", PUBLIC_HOST: "https://cordon.contoso.com/api" };
    const run = await runPackage([], { cwd: cwd.path, environment: given });
    expect(run.code).toBe(1);
    expect(run.stderr.trim().split("\n")).toEqual([
      "No package was made.",
      expect.stringMatching(/^BOT_APP_ID is "cordon", .*a GUID\.$/),
      expect.stringMatching(/^GRAPH_CLIENT_ID is missing: .*\.$/),
      expect.stringMatching(/^TEAMS_APP_ID is missing: .*\.$/),
      expect.stringMatching(/^PUBLIC_HOST is "https:\/\/cordon\.contoso\.com\/api", .*\.$/),
    ]);
    expect(await readdir(cwd.path)).toEqual([]);
  });

  test("refuses the sample's ids as a real operator's", async () => {
    await using cwd = await temporaryFolder();
    const run = await runPackage([], { cwd: cwd.path, environment: { ...sampleValues } });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("BOT_APP_ID is");
  });
});
