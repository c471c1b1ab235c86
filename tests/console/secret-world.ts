/** An incident whose step `one` is requested, real secrets in a file, the page on loopback, Teams as a list. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Standing } from "../../src/actions/standing.ts";
import { openDatabase } from "../../src/adapters/sql/open-database.ts";
import { makeHandle } from "../../src/application/handle.ts";
import {
  makeMayRead,
  makeNoteRefused,
  makeNoteRevealed,
  makeSealFor,
} from "../../src/application/seal.ts";
import { type ClaimedJob } from "../../src/application/ports/store.ts";
import { type SealedSecret } from "../../src/application/ports/secrets.ts";
import { startConsole } from "../../src/console/server.ts";
import { findStep } from "../../src/core/incident/decision.ts";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { incidentOf } from "../../src/core/incident/evolve.ts";
import { makeTellSecret } from "../../src/jobs/tell-secret.ts";
import { approved, event, id, key, opened, proposed, requested } from "../support/given.ts";
import { at, people } from "../support/incidents.ts";
import { fakeLog, fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { memoryStore } from "../support/fakes/memory-store.ts";
import { recordingChat, said } from "../support/fakes/recording-chat.ts";

export const password = `Tide&"Lantern'<b>9\\Quartz`;
export const label = "New password of 1 account";
const sealKey = Buffer.alloc(32, 9);

const placed = event({
  type: "PlaceFound",
  place: { rung: "standard channel", conversationId: "19:inc@thread.tacv2", name: "INC-0007" },
});
const record: readonly IncidentEvent[] = [opened, placed, proposed(), approved(), requested()];

/** The page's port is found before the link is made: `consoleUrl` undefined is a run without one. */
export const makeSecretWorld = async (hasPage = true) => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-secret-"));
  const database = await openDatabase(`file:${join(folder, "cordon.db")}`);
  const memory = memoryStore();
  const runtime = fakeRuntime(at("03:13"));
  const [chat, log] = [recordingChat(), fakeLog()];
  const handle = makeHandle(memory.store, runtime);
  const secrets = database.secrets(sealKey, () => runtime.now());
  const state = incidentOf(record);
  const first = { incident: id, expectedVersion: 0, events: record, state };
  await memory.store.commit({ ...first, jobs: [], handles: [] });
  const noteRevealed = makeNoteRevealed(handle);
  const revealed: SealedSecret[] = [];
  let standing: () => Promise<Standing> = () => Promise.resolve("member");
  const standings = { of: () => standing() };
  const server = await startConsole({
    secrets,
    runtime,
    log,
    port: 0,
    host: "127.0.0.1",
    addressOf: (request) => String(request.headers["x-test-address"] ?? "127.0.0.1"),
    onRevealed: async (secret) => {
      revealed.push(secret);
      await noteRevealed(secret);
    },
    mayRead: makeMayRead({ store: memory.store, standings }),
    onRefused: makeNoteRefused(handle),
  });
  const url = `http://127.0.0.1:${String(server.port)}`;
  const consoleUrl = hasPage ? url : undefined;
  const tell = makeTellSecret({
    ...{ secrets, store: memory.store, chat, handle, runtime, log, consoleUrl },
  });
  const incident = async () => {
    const found = await memory.store.load(id);
    if (!found) throw new Error("no incident");
    return found;
  };
  const stepOne = async () => {
    const step = findStep(await incident(), key("one"));
    if (!step) throw new Error("no step");
    return step;
  };
  return {
    ...{ memory, runtime, chat, log, handle, secrets, url, revealed, incident, stepOne },
    /** How the reader's account stands from now on. */
    stands: (now: () => Promise<Standing>): void => {
      standing = now;
    },
    /** Seals as `apply` does, for Ana. */
    seal: async (): Promise<void> => {
      const sealFor = makeSealFor({ secrets, handle, runtime, consoleUrl });
      const found = { incident: await incident(), step: await stepOne() };
      await sealFor(found, people.ana)({ label, text: password });
    },
    /** Runs `tell-secret` once, as claimed from the queue. */
    tell: async () => {
      const job = await claimTell(memory, runtime.now());
      const result = await tell(job);
      if (result.kind === "again") await memory.queue.retry(job, result.runAt, result.reason);
      else await memory.queue.finish(job);
      return result;
    },
    settle: async (events: readonly IncidentEvent[]): Promise<void> => {
      const before = await incident();
      const all = [...memory.recorded(id), ...events];
      await memory.store.commit({
        ...{ incident: id, expectedVersion: before.version, events, state: incidentOf(all) },
        ...{ jobs: [], handles: [] },
      });
    },
    links: (): readonly string[] =>
      chat.standing().flatMap(({ message }) => said(message).match(/http\S+/gu) ?? []),
    /** What whoever takes the disk, the log and Teams' posts has. */
    everything: async (): Promise<string> => {
      const files = await readdir(folder);
      const bytes = await Promise.all(files.map((name) => readFile(join(folder, name), "latin1")));
      const posts = await memory.store.posts(id);
      const jobs = memory.queue.jobs();
      const texts = chat.standing().map(({ message }) => said(message));
      return [
        ...bytes,
        JSON.stringify([memory.recorded(id), posts, jobs, log.lines, texts]),
      ].join();
    },
    close: async (): Promise<void> => {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export type SecretWorld = Awaited<ReturnType<typeof makeSecretWorld>>;

/** Other jobs are let go. */
const claimTell = async (
  { queue }: SecretWorld["memory"],
  now: Parameters<SecretWorld["memory"]["queue"]["claim"]>[0],
): Promise<ClaimedJob> => {
  for (;;) {
    const job = await queue.claim(now, 30_000);
    if (!job) throw new Error("no tell-secret is due");
    if (job.kind === "tell-secret") return job;
    await queue.finish(job);
  }
};

/** Presses "Show it once" with a link's code. */
export const press = (
  link: string,
  token = link.split("#")[1] ?? "",
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(link.split("#")[0] ?? "", {
    method: "POST",
    body: new URLSearchParams({ token }),
    headers,
  });
