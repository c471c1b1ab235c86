import { rootCertificates } from "node:tls";
import { Agent, fetch, type Response } from "undici";

/** Largest answer that is read, in bytes: a page of 999 users with all we select is below 2 MB. */
const largestAnswer = 16 * 1024 * 1024;

export type SenderOptions = {
  /** PEM of a private certificate authority, trusted beside the usual ones. */
  readonly extraCaPem?: string;
  /** From the first byte sent to the last byte read, in ms. */
  readonly timeoutMs?: number;
};

/** One request as it goes out. */
export type Outgoing = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Sender = {
  /** Sends once: no repetition, no redirect. Throws what undici throws. */
  send(request: Outgoing): Promise<Response>;
  /** Ends idle and running connections. */
  close(): Promise<void>;
};

/** The usual certificate authorities and the extra one; undefined where there is none. */
export const trusted = (extraCaPem: string | undefined): readonly string[] | undefined =>
  extraCaPem === undefined ? undefined : [...rootCertificates, extraCaPem];

/**
 * The one way out to Microsoft's endpoints (docs/adr/0010): undici's fetch with one agent that
 * keeps connections open and holds at most 8 to a host. The TLS checks are always on.
 */
export const makeSender = ({ extraCaPem, timeoutMs = 30_000 }: SenderOptions): Sender => {
  const ca = trusted(extraCaPem);
  const agent = new Agent({
    connections: 8,
    keepAliveTimeout: 30_000,
    maxResponseSize: largestAnswer,
    connect: { timeout: 10_000, ...(ca && { ca: [...ca] }) },
  });
  return {
    send: ({ url, ...init }) =>
      // A redirect would carry the token elsewhere: it is answered as a refusal.
      fetch(url, {
        ...init,
        dispatcher: agent,
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      }),
    close: () => agent.destroy(),
  };
};
