import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createServer, type Server } from "node:https";
import { makeAuthority } from "./authority.ts";
import { makeCertificates } from "./certificates.ts";
import { makeControl } from "./control.ts";
import { makeFaults } from "./faults.ts";
import { makeLimits, noLimits } from "./limits.ts";
import { makeRequestLog, type RecordBodies } from "./request-log.ts";
import { seedIds } from "./seed/seed-ids.ts";
import { seedTenant } from "./seed/seed-tenant.ts";
import { makeListener } from "./serve.ts";
import { openStore, type TenantStore } from "./tenant-store.ts";
import { makeTokens } from "./tokens.ts";

/** How the simulated tenant is started. */
export type SandboxOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  /** Waiting time of each Graph, Exchange and sign-in request; `/_sandbox` doesn't wait. */
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Keeps the tenant and its ledger over restarts. */
  readonly stateFile?: string;
  /** The id that every created channel gets: the local Teams emulator has one spare channel. */
  readonly spareChannelId: string;
  /** The id that every created group chat gets. */
  readonly groupChatId: string;
  /** Graph's id of the incident team (the emulator's `aadGroupId`). */
  readonly teamId: string;
  /** The team's General channel; the emulator uses its team id. */
  readonly generalChannelId?: string;
  /** The tenant's clock: what its records, locks and risk detections go by. */
  readonly now: () => Date;
  /** The clock of sign-in; the machine's unless said, because clients keep tokens by it (\@azure/identity). */
  readonly realNow?: () => Date;
  /** Microsoft's published limits, in real time; off unless said, because tests are in more of a hurry than people. */
  readonly limits?: boolean;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Hears of every request with its body, secrets replaced; for tests only, nothing is kept. */
  readonly recordBodies?: RecordBodies;
};

/** A running tenant. The secret is new at each start and is kept nowhere. */
export type Sandbox = {
  /** `https://127.0.0.1:port`: authority host, Graph and Exchange alike. */
  readonly url: string;
  /** The certificate authority that clients add to their own list. */
  readonly caPem: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Cuts connections, frees the port and writes the state file. */
  readonly close: () => Promise<void>;
};

/**
 * Starts the simulated tenant on 127.0.0.1, never on another address.
 * @throws when the port is in use (the message names it) or the state file can't be read.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { now, stateFile } = options;
  const store = await openStore({ seed: () => seedTenant(now()), now, stateFile });
  const { caPem, certPem, keyPem } = await makeCertificates();
  const server = createServer({ key: keyPem, cert: certPem, minVersion: "TLSv1.2" });
  // Longer than clients keep idle connections: a request never meets a socket that just closed.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port);
  const url = `https://127.0.0.1:${String(port)}`;
  const clientSecret = randomBytes(32).toString("base64url");
  const stopper = new AbortController();
  // One listener for each request that waits; each goes with its request, so many are no leak (Node warns at 11).
  setMaxListeners(0, stopper.signal);
  const running = { store, url, port, clientSecret, stopping: stopper.signal };
  server.on("request", makeListener(wire(options, running)));
  return {
    url,
    caPem,
    tenantId: seedIds.tenant,
    clientId: seedIds.client,
    clientSecret,
    close: async () => {
      stopper.abort();
      await stop(server, store);
    },
  };
};

type Running = {
  readonly store: TenantStore;
  readonly url: string;
  readonly port: number;
  readonly clientSecret: string;
  readonly stopping: AbortSignal;
};

const wire = (
  options: SandboxOptions,
  { store, url, port, clientSecret, stopping }: Running,
): Parameters<typeof makeListener>[0] => {
  const { now, random, latencyMs, teamId, spareChannelId, groupChatId } = options;
  const { tenant: tenantId, client: clientId } = seedIds;
  const issuer = `${url}/${tenantId}/v2.0`;
  const realNow = options.realNow ?? (() => new Date());
  const tokens = makeTokens({ issuer, tenantId, clientId, now: realNow });
  const authority = makeAuthority({ url, tenantId, clientId, clientSecret, now: realNow, tokens });
  const faults = makeFaults();
  const limits =
    options.limits === true ? makeLimits(() => performance.now(), clientId, tenantId) : noLimits;
  const log = makeRequestLog();
  const generalChannelId = options.generalChannelId ?? "19:incident-response-general@thread.tacv2";
  return {
    store,
    faults,
    limits,
    tokens,
    authority,
    log,
    port,
    now,
    random,
    latencyMs,
    stopping,
    ...(options.recordBodies && { recordBodies: options.recordBodies }),
    control: makeControl({ store, log, faults, limits, now }),
    newId: () => guidFrom(random),
    tenant: { url, tenantId, teamId, generalChannelId, spareChannelId, groupChatId },
  };
};

/** A version-4 GUID from the caller's randomness, so that tests can repeat it. */
const guidFrom = (random: () => number): string =>
  "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () =>
    Math.floor(random() * 16).toString(16),
  );

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EADDRINUSE"
          ? "is already in use. Free it, or choose another with SANDBOX_PORT."
          : "can't be opened";
      reject(new Error(`the sandbox's port ${String(port)} ${why}`, { cause }));
    });
    server.listen({ port, host: "127.0.0.1" }, () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("the sandbox has no TCP address"));
    });
  });

const stop = async (server: Server, store: TenantStore): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    server.close((failure) => {
      if (failure) reject(failure);
      else resolve();
    });
    server.closeAllConnections();
  });
  await store.flush();
};
