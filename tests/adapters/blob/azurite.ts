/** Microsoft's own emulator of Blob Storage, as a program of its own on a free port of loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/** The emulator's well-known account: public, the same on every machine (Azurite, README). */
const account = "devstoreaccount1";
const key =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export type Azurite = {
  readonly containerUrl: (name: string) => string;
  readonly connectionString: string;
  close(): Promise<void>;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
};

const listening = async (child: ChildProcess, port: number): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error("azurite ended before it listened");
    try {
      await fetch(`http://127.0.0.1:${String(port)}/${account}`);
      return;
    } catch {
      // Not yet: it takes about a second to load.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error("azurite doesn't listen");
};

/** Starts it with everything in memory. */
export const startAzurite = async (): Promise<Azurite> => {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      "node_modules/azurite/dist/src/blob/main.js",
      ...["--blobHost", "127.0.0.1", "--blobPort", String(port)],
      ...["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"],
    ],
    { stdio: "ignore" },
  );
  const close = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  try {
    await listening(child, port);
  } catch (caught) {
    await close();
    throw caught;
  }
  const endpoint = `http://127.0.0.1:${String(port)}/${account}`;
  return {
    containerUrl: (name) => `${endpoint}/${name}`,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${endpoint};`,
    close,
  };
};
