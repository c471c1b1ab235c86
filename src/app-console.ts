/** The console's server, and the address at which people reach it. */
import { makeAddressOf } from "./adapters/teams/client-address.ts";
import { type AppPorts, type AppSettings } from "./app-ports.ts";
import { type HandleOrder } from "./application/handle.ts";
import {
  makeMayRead,
  makeNoteRefused,
  makeNoteRevealed,
  type ReaderDeps,
} from "./application/seal.ts";
import { startConsole } from "./console/server.ts";
import { type Stopper } from "./stopper.ts";

/** Starts it where people can reach it; undefined where they can't: then nothing is sealed. */
export const startPages = async (
  { secrets, runtime, log }: Pick<AppPorts, "secrets" | "runtime" | "log">,
  { console: { port, trustedProxies, urlOf }, host }: Pick<AppSettings, "console" | "host">,
  deps: ReaderDeps & { readonly handle: HandleOrder; readonly stopper: Stopper },
): Promise<string | undefined> => {
  if (urlOf(port) === undefined) return undefined;
  // What was sealed and never recorded before a crash is erased when its hour is over, at the latest now.
  await secrets.expire(runtime.now());
  const pages = await startConsole({
    secrets,
    runtime,
    log,
    port,
    host,
    addressOf: makeAddressOf({ trustedProxies, log }),
    onRevealed: makeNoteRevealed(deps.handle),
    mayRead: makeMayRead(deps),
    onRefused: makeNoteRefused(deps.handle),
  });
  deps.stopper.add(() => pages.close());
  return urlOf(pages.port);
};
