/**
 * Fetches what somebody attached in the personal chat. Teams puts the file into the sender's OneDrive for Business and
 * names an address that opens it without a token (Teams: "Send and receive files using bot"), so the address is a secret:
 * it stands in no log and in no answer.
 */
import { type SentFiles } from "../../application/ports/lists.ts";
import { quoted } from "../../core/shared/clean-text.ts";
import { refuse, type Result } from "../../core/shared/result.ts";
import { listTextOf, mostListBytes, tooLong } from "../list-text.ts";

/** OneDrive for Business is SharePoint: the four clouds' hosts, and the one of Microsoft's own test ring. */
const hosts = [".sharepoint.com", ".sharepoint-df.com", ".sharepoint.us", ".sharepoint.cn"];

const defaultTimeoutMs = 10_000;

/** Is this an address from which a file may be fetched? https, the usual port, SharePoint, no name and password in it. */
export const isFileAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return (
    protocol === "https:" &&
    port === "" &&
    username === "" &&
    password === "" &&
    hosts.some((host) => hostname.endsWith(host) && hostname.length > host.length)
  );
};

export type SentFilesDeps = {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
  readonly timeoutMs?: number;
};

type Part = { readonly value?: Uint8Array | undefined };

/** All bytes up to the limit; undefined beyond it, and then the rest is never read. */
const bytesOf = async (response: Response): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let size = 0; ;) {
    const part: Part | undefined = await reader?.read();
    if (!part?.value) return Buffer.concat(chunks);
    size += part.value.byteLength;
    if (size > mostListBytes) return undefined;
    chunks.push(part.value);
  }
};

const isPage = (response: Response): boolean =>
  (response.headers.get("content-type") ?? "").toLowerCase().includes("html");

const textIn = async (response: Response): Promise<Result<string, string>> => {
  const { status } = response;
  // Followed, a redirect would lead to a host that nobody allowed; an address of Teams has none.
  if (status >= 300 && status < 400) return refuse("its address leads somewhere else");
  if (status !== 200) return refuse(`SharePoint answered ${String(status)}; attach it again`);
  if (isPage(response)) return refuse("it is a web page and no list");
  if (Number(response.headers.get("content-length") ?? 0) > mostListBytes) return refuse(tooLong);
  const bytes = await bytesOf(response);
  return bytes ? listTextOf(bytes) : refuse(tooLong);
};

const attempt = async (deps: SentFilesDeps, address: string): Promise<Result<string, string>> => {
  const { timeoutMs = defaultTimeoutMs } = deps;
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await textIn(await deps.fetch(address, { redirect: "manual", signal }));
  } catch {
    // What is thrown may name the address. Either way the person attaches the file again.
    const late = signal.aborted;
    return refuse(late ? "it didn't come in time" : "SharePoint can't be reached");
  } finally {
    // Whatever wasn't read is not read any more.
    ending.abort();
  }
};

/** Fetches without a token, once: at most 2 MB in 10 s, and from SharePoint only. */
export const makeSentFiles = (deps: SentFilesDeps): SentFiles => ({
  read: async ({ name, url }) => {
    const shown = quoted(name, 60);
    if (!isFileAddress(url)) return refuse(`${shown} doesn't lie in SharePoint or OneDrive.`);
    const text = await attempt(deps, url);
    return text.ok ? text : refuse(`${shown} can't be used: ${text.refusal}.`);
  },
});
