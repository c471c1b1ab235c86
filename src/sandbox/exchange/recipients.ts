import { text } from "../json.ts";
import { type Outcome } from "../router.ts";
import { type Row, rowsOf, type State } from "../state.ts";
import { exchangeError } from "./cmdlet.ts";

/** A recipient by id, address, alias or display name, or the error that Exchange gives for the name. */
export type Found = { readonly mailbox: Row } | { readonly refusal: Outcome };

const names = [
  "ExternalDirectoryObjectId",
  "UserPrincipalName",
  "PrimarySmtpAddress",
  "Alias",
  "DisplayName",
];

/** Two people with one name can't be told apart by it: Exchange refuses rather than choose. */
export const findRecipient = (state: State, identity: string): Found => {
  const wanted = identity.toLowerCase();
  const found = rowsOf(state, "mailboxes").filter((row) =>
    names.some((name) => text(row, name).toLowerCase() === wanted),
  );
  const [mailbox, ...more] = found;
  if (mailbox && more.length === 0) return { mailbox };
  return {
    refusal: mailbox
      ? exchangeError(
          400,
          "Configuration.Tasks.ManagementObjectAmbiguousException",
          `The operation couldn't be performed because '${identity}' matches multiple entries.`,
        )
      : exchangeError(
          404,
          "Configuration.Tasks.ManagementObjectNotFoundException",
          `Couldn't find '${identity}' as a recipient.`,
        ),
  };
};
