/** What the doctor sees on this side: evidence, directory, playbooks, console, emergency accounts, clock. */
import { request } from "node:https";
import { type Check } from "../../application/doctor/facts.ts";
import { type Evidence } from "../../application/ports/tenant.ts";
import { type Config, ConfigFault } from "../../config.ts";
import { openDirectory, readPlaybooks } from "../../read-files.ts";

const words = (fault: unknown): string =>
  fault instanceof Error ? fault.message : "unknown fault";

/** The same bytes each time, so that it is one file however often the doctor comes. */
const probe = { kind: "doctor", text: "Written to see whether evidence can be kept." };

/** Keeps and reads one small file. `isLocked` is undefined for a folder. */
export const evidenceCheck = async (
  open: () => Promise<Evidence & { readonly protection?: string }>,
): Promise<Check> => {
  const head = { id: "evidence", title: "Where evidence is kept" };
  try {
    const store = await open();
    const { sha256 } = await store.keep(probe);
    await store.read(sha256);
    const isLocked = store.protection !== undefined && store.protection !== "none";
    return isLocked
      ? {
          ...head,
          state: "works",
          says: `It can be written, and is immutable (${store.protection}).`,
          fix: [],
        }
      : {
          ...head,
          state: "works",
          says: "It can be written. It isn’t immutable: whoever runs the store can delete evidence.",
          fix: ["Set EVIDENCE_BLOB_URL to a container with an immutability policy."],
        };
  } catch (fault) {
    return {
      ...head,
      state: "not",
      says: words(fault),
      fix: ["Set EVIDENCE_DIR or EVIDENCE_BLOB_URL."],
    };
  }
};

/** The directory of teams and people, and the playbooks that must fit it. */
export const filesCheck = async (file: string, playbookDir: string | undefined): Promise<Check> => {
  const head = { id: "files", title: "Directory and playbooks" };
  try {
    const { directory, place } = await openDirectory(file);
    const playbooks = await readPlaybooks(playbookDir, directory, place);
    const counts = [
      `${String(directory.people.length)} people`,
      `${String(directory.teams.length)} teams`,
      `${String(playbooks.length)} playbooks`,
    ];
    return { ...head, state: "works", says: `They are valid: ${counts.join(", ")}.`, fix: [] };
  } catch (fault) {
    if (!(fault instanceof ConfigFault)) throw fault;
    return {
      ...head,
      state: "not",
      says: words(fault),
      fix: ["docs/directory.md says how they look."],
    };
  }
};

/** The one-time pages on which one person reads a secret. */
export const consoleCheck = (config: Config): Check => {
  const head = { id: "console", title: "The page for secrets" };
  if (config.mode === "sandbox") {
    const says = `It is on this machine, port ${String(config.console.port)}.`;
    return { ...head, state: "works", says, fix: [] };
  }
  const { url } = config.console;
  if (url !== undefined)
    return { ...head, state: "works", says: `People reach it at ${url}.`, fix: [] };
  const says = "It has no address: new passwords and passes are set by hand.";
  return { ...head, state: "off", says, fix: ["Set CONSOLE_URL to its public https address."] };
};

/** Accounts that no plan may touch. */
export const emergencyCheck = (accounts: readonly string[]): Check => {
  const head = { id: "break-glass", title: "Emergency accounts" };
  return accounts.length > 0
    ? {
        ...head,
        state: "works",
        says: `${String(accounts.length)} are named; no plan touches them.`,
        fix: [],
      }
    : {
        ...head,
        state: "not",
        says: "None is named: a plan could touch them.",
        fix: ["Set BREAK_GLASS_IDS to their object ids."],
      };
};

/** Longest difference between two clocks, in ms: tokens are refused from five minutes on. */
const mostSkewMs = 60_000;

const dateOf = (url: string, ca: string | undefined): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(url, {
      method: "HEAD",
      timeout: 10_000,
      ...(ca !== undefined && { ca }),
    });
    asked.once("response", (response) => {
      response.resume();
      resolve(response.headers.date);
    });
    asked.once("timeout", () => asked.destroy(new Error("no answer within 10 s")));
    asked.once("error", reject);
    asked.end();
  });

/** This machine's clock against the service's own (RFC 9110 Date). */
export const clockCheck = async (url: string, ca?: string): Promise<Check> => {
  const head = { id: "clock", title: "This machine’s clock" };
  try {
    const date = await dateOf(url, ca);
    if (date === undefined)
      return { ...head, state: "unknown", says: "The service sent no time.", fix: [] };
    const seconds = Math.round((Date.now() - Date.parse(date)) / 1_000);
    const says = `It differs by ${String(Math.abs(seconds))} s from the service’s.`;
    return Math.abs(seconds) * 1_000 <= mostSkewMs
      ? { ...head, state: "works", says, fix: [] }
      : { ...head, state: "not", says, fix: ["Set the clock by NTP: tokens and expiry go by it."] };
  } catch (fault) {
    return { ...head, state: "unknown", says: words(fault), fix: [] };
  }
};
