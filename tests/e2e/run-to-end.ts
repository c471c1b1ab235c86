/** Starts the product where it should refuse, and waits for its end. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export type Ended = { readonly code: unknown; readonly said: string };

/** Runs `npm start`'s program with this environment and nothing else; ends it after 30 s. */
export const runToEnd = async (environment: Record<string, string>): Promise<Ended> => {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...environment },
    timeout: 30_000,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => said.push(text.toString()));
  }
  const ended: unknown[] = await once(child, "close");
  return { code: ended[0], said: said.join("") };
};
