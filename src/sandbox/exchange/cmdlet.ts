import { type Json, type JsonObject, text } from "../json.ts";
import { type Call, type Outcome } from "../router.ts";
import { type Row, rowsOf, type State } from "../state.ts";

/** One Exchange cmdlet: its switches and parameters, and what it does. */
export type Cmdlet = {
  readonly name: string;
  /** Every parameter that it accepts, spelled as Exchange spells it. */
  readonly parameters: readonly string[];
  readonly run: (state: State, parameters: JsonObject, call: Call) => Outcome;
};

/** The answer of a cmdlet that returns objects. */
export const values = (rows: readonly Row[]): Outcome => ({ status: 200, body: { value: rows } });

/** The answer of a cmdlet that returns nothing: an empty list. */
export const done = (changes: Outcome["changes"] = []): Outcome => ({
  status: 200,
  body: { value: [] },
  changes,
});

/** An error in the shape of the admin endpoint: the cmdlet's own error stands in `details`. */
export const exchangeError = (status: number, exception: string, message: string): Outcome => ({
  status,
  error: {
    code: status === 404 ? "NotFound" : "BadRequest",
    message: "Error executing cmdlet",
    details: [
      {
        code: "Context",
        target: "",
        message: `|Microsoft.Exchange.${exception}|${message}`,
      },
    ],
  },
});

/** 404 as Exchange says it for a mailbox, rule or recipient that isn't there. */
export const objectNotFound = (identity: string): Outcome =>
  exchangeError(
    404,
    "Configuration.Tasks.ManagementObjectNotFoundException",
    `The operation couldn't be performed because object '${identity}' couldn't be found.`,
  );

/** 400 for a parameter that can't be used. */
export const invalidParameter = (name: string): Outcome =>
  exchangeError(
    400,
    "Configuration.Tasks.TaskArgumentException",
    `Cannot process argument transformation on parameter '${name}'.`,
  );

/** A mailbox by object id, alias, user principal name or primary address. */
export const findMailbox = (state: State, identity: Json | undefined): Row | undefined => {
  if (typeof identity !== "string" || identity === "") return undefined;
  const wanted = identity.toLowerCase();
  return rowsOf(state, "mailboxes").find((row) =>
    ["ExternalDirectoryObjectId", "Alias", "UserPrincipalName", "PrimarySmtpAddress", "Guid"].some(
      (key) => text(row, key).toLowerCase() === wanted,
    ),
  );
};

/** Wraps a cmdlet that works on one mailbox, named by this parameter. */
export const onMailbox =
  (
    parameter: string,
    run: (state: State, mailbox: Row, parameters: JsonObject) => Outcome,
  ): Cmdlet["run"] =>
  (state, parameters) => {
    const mailbox = findMailbox(state, parameters[parameter]);
    if (mailbox) return run(state, mailbox, parameters);
    return typeof parameters[parameter] === "string"
      ? objectNotFound(parameters[parameter])
      : invalidParameter(parameter);
  };
