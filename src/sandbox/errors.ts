import { type Outcome } from "./router.ts";

/**
 * An error as Graph words it; `innerError` is added at the edge, where the request id is known.
 * Codes: graph.md 2.4.
 */
export const graphError = (status: number, code: string, message: string): Outcome => ({
  status,
  error: { code, message },
});

/** 404 as the directory answers it. */
export const notFound = (id: string): Outcome =>
  graphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** 400 of the directory for a body that can't be used. */
export const badRequest = (message: string): Outcome =>
  graphError(400, "Request_BadRequest", message);

/** 403 of the directory: the app lacks the role or permission for this target. */
export const denied = (): Outcome =>
  graphError(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );

/** 400 for a path that isn't part of the API (or of this simulation). */
export const unknownPath = (segment: string): Outcome =>
  graphError(400, "BadRequest", `Resource not found for the segment '${segment}'.`);
