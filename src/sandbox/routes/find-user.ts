import { graphError, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { type Call, type Handler, type Outcome, param } from "../router.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";

/** A user by object id or by user principal name, as `/users/{id | userPrincipalName}` allows. */
export const findUser = (state: State, idOrUpn: string): Row | undefined => {
  const wanted = idOrUpn.toLowerCase();
  return (
    rowAt(state, "users", wanted) ??
    rowsOf(state, "users").find((user) => text(user, "userPrincipalName").toLowerCase() === wanted)
  );
};

/** Wraps a handler of `/users/:user/…`: 404 when there is no such user. */
export const withUser =
  (handle: (state: State, call: Call, user: Row) => Outcome): Handler =>
  (state, call) => {
    const wanted = param(call, "user");
    const user = findUser(state, wanted);
    return user ? handle(state, call, user) : notFound(wanted);
  };

/**
 * Wraps a handler that needs the user's mailbox: 404 `MailboxNotEnabledForRESTAPI` for people
 * without one (graph.md E1).
 */
export const withMailbox = (handle: (state: State, call: Call, user: Row) => Outcome): Handler =>
  withUser((state, call, user) =>
    rowAt(state, "mailboxes", text(user, "id"))
      ? handle(state, call, user)
      : graphError(
          404,
          "MailboxNotEnabledForRESTAPI",
          "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        ),
  );

/** Rows of a table that belong to a user by their `_userId` link. */
export const rowsOfUser = (
  state: State,
  table: Parameters<typeof rowsOf>[1],
  user: Row,
): readonly Row[] => rowsOf(state, table).filter((row) => row["_userId"] === user["id"]);

/** An instant as the directory stores it: UTC, whole seconds, rounded down. */
export const wholeSeconds = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;
