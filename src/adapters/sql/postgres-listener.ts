import { setTimeout as pause } from "node:timers/promises";
import { Client, type ClientConfig } from "pg";

export type Listener = { readonly start: () => Promise<void>; readonly stop: () => Promise<void> };

type ListenerOptions = {
  readonly config: ClientConfig;
  readonly channel: string;
  readonly onMessage: (payload: string) => void;
  /** The connection was lost, or is back: messages may have been missed. */
  readonly onGap: () => void;
  readonly onFault: (fault: Error) => void;
};

const reconnectAfterMs = 1_000;
const asError = (fault: unknown): Error =>
  fault instanceof Error ? fault : new Error("the database connection failed", { cause: fault });

/** Listens on a channel with a connection of its own, and connects again for as long as it isn't stopped. */
export const makeListener = (options: ListenerOptions): Listener => {
  const stopping = new AbortController();
  let client: Client | undefined;
  let reconnecting: Promise<void> = Promise.resolve();

  const connect = async (): Promise<void> => {
    const next = new Client(options.config);
    // Without a handler, a lost connection would end the process. "end" follows and connects again.
    next.on("error", options.onFault);
    next.on("notification", ({ payload }) => {
      options.onMessage(payload ?? "");
    });
    try {
      await next.connect();
      await next.query(`listen ${options.channel}`);
    } catch (fault) {
      await next.end();
      throw fault;
    }
    client = next;
    next.once("end", () => {
      if (!stopping.signal.aborted) reconnecting = reconnect();
    });
  };
  const reconnect = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await connect();
        options.onGap();
        return;
      } catch (fault) {
        options.onFault(asError(fault));
        await pause(reconnectAfterMs, undefined, { ref: false });
      }
    }
  };
  return {
    start: connect,
    stop: async () => {
      stopping.abort();
      await reconnecting;
      await client?.end();
    },
  };
};
