/**
 * The JSON body of a request, read by hand: restify's parser ends the process on a damaged gzip stream, unpacks one
 * without a limit, and writes uploads of strangers to the disk.
 */
import { type IncomingMessage } from "node:http";

/** A body over 256 kB is no activity of Teams: messages end at 100 kB. */
export const maxBodyBytes = 256 * 1024;

export type BodyFault = { readonly status: 400 | 413 | 415; readonly reason: string };

/** A body that says itself that it is too long: nobody's token helps it. */
export const lengthFault = (headers: IncomingMessage["headers"]): BodyFault | undefined =>
  Number(headers["content-length"] ?? 0) > maxBodyBytes
    ? { status: 413, reason: "body too long" }
    : undefined;

/** What the headers say against the kind of a body, before a byte of it is read. */
export const typeFault = (headers: IncomingMessage["headers"]): BodyFault | undefined => {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return { status: 415, reason: "not JSON" };
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  return encoding === "identity" ? undefined : { status: 415, reason: "packed body" };
};

/** All bytes up to the limit; undefined beyond it. The rest stays unread: the connection has to be closed. */
const readBytes = (request: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      chunks.length = 0;
      resolve(undefined);
    });
    request.once("end", () => {
      resolve(Buffer.concat(chunks));
    });
    request.once("error", reject);
    request.once("close", () => {
      reject(new Error("closed before its end"));
    });
  });

/** Reads and parses a body whose headers were checked. Never rejects: whoever hangs up gets an answer nobody reads. */
export const readBody = async (
  request: IncomingMessage,
): Promise<{ readonly body: unknown } | { readonly fault: BodyFault }> => {
  try {
    const bytes = await readBytes(request);
    if (bytes === undefined) return { fault: { status: 413, reason: "body too long" } };
    return { body: JSON.parse(bytes.toString("utf8")) };
  } catch (caught) {
    const reason = caught instanceof SyntaxError ? "not JSON" : "body cut off";
    return { fault: { status: 400, reason } };
  }
};
