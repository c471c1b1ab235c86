import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { z } from "zod/v4";

const command = z.object({ title: z.string(), description: z.string() });
const commandList = z.object({
  scopes: z.array(z.string()),
  triggers: z.array(z.string()).optional(),
  commands: z.array(command),
});

/** The parts of a manifest that the tests ask about; everything else is kept as it is. */
export const manifestShape = z.looseObject({
  $schema: z.string(),
  manifestVersion: z.string(),
  version: z.string(),
  id: z.string(),
  supportsChannelFeatures: z.string().optional(),
  icons: z.object({ color: z.string(), outline: z.string() }),
  bots: z.array(
    z.looseObject({
      botId: z.string(),
      scopes: z.array(z.string()),
      supportsTargetedMessages: z.boolean().optional(),
      commandLists: z.array(commandList),
    }),
  ),
  composeExtensions: z.array(
    z.looseObject({
      commands: z.array(
        z.looseObject({
          id: z.string(),
          type: z.string(),
          context: z.array(z.string()),
          fetchTask: z.boolean(),
          triggers: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
  webApplicationInfo: z.object({ id: z.string(), resource: z.string().min(1) }).optional(),
  authorization: z.object({
    permissions: z.object({
      resourceSpecific: z.array(z.object({ name: z.string(), type: z.string() })),
    }),
  }),
});

/** A package as Teams would read it. */
export type ReadPackage = {
  fileNames: string[];
  raw: unknown;
  manifest: z.infer<typeof manifestShape>;
  files: Record<string, Uint8Array>;
};

/** Opens a zip and parses the manifest in it. */
export async function readPackage(path: string): Promise<ReadPackage> {
  const files = unzipSync(await readFile(path));
  const raw: unknown = JSON.parse(new TextDecoder().decode(files["manifest.json"]));
  return { fileNames: Object.keys(files), raw, manifest: manifestShape.parse(raw), files };
}

/** Size and colour type from a PNG's IHDR chunk (PNG specification, 11.2.2). */
export function pngHeader(bytes: Uint8Array | undefined): object {
  const png = Buffer.from(bytes ?? []);
  return {
    signature: png.toString("hex", 0, 8),
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    hasAlpha: [4, 6].includes(png.readUInt8(25)),
  };
}

/** What a TypeScript program printed and answered. */
export type Run = { code: number; stdout: string; stderr: string };

type RunOptions = { cwd: string; environment?: Record<string, string>; input?: string };

function runTypeScript(script: string, args: string[], options: RunOptions): Promise<Run> {
  const { cwd, environment: env = {}, input = "" } = options;
  const command = ["--import", import.meta.resolve("tsx"), script, ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

/** Runs the packaging command as an operator does, with nothing in its environment but what is given. */
export function runPackage(args: string[], options: RunOptions): Promise<Run> {
  return runTypeScript(join(import.meta.dirname, "../../../src/cli/package.ts"), args, options);
}

/** What Microsoft's schema has against a manifest: one line each, none when it is right. */
export async function schemaErrors(manifest: unknown): Promise<string[]> {
  const script = join(import.meta.dirname, "validate-manifest.ts");
  const run = await runTypeScript(script, [], {
    cwd: import.meta.dirname,
    input: JSON.stringify(manifest),
  });
  if (run.code !== 0) throw new Error(`The validator stopped: ${run.stderr}`);
  return z.array(z.string()).parse(JSON.parse(run.stdout));
}

/** A fresh folder that is removed when it goes out of scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "cordon-package-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
