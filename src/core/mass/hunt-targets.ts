/** Reads a list of accounts from the rows of a hunting query. */
import { z } from "zod/v4";
import { gather, grouped, type Named, type Targets } from "./targets.ts";

const text = z.string().nullish();
const row = z.looseObject({ AccountObjectId: text, AccountUpn: text });

/** Columns of Defender XDR's tables (advanced hunting schema); the id is surer, and not every row has it. */
const accountIn = (value: unknown): string => {
  const { data } = row.safeParse(value);
  return (data?.AccountObjectId ?? "").trim() || (data?.AccountUpn ?? "").trim();
};

/**
 * The accounts that a hunting result names in `AccountObjectId` or `AccountUpn`. A result without either column is refused;
 * in one that has them, rows about no account (a device's own process) refuse it too, with their number.
 */
export const huntTargets = (rows: readonly unknown[]): Targets => {
  const named = rows.map((value, index): Named => ({ row: index + 1, text: accountIn(value) }));
  const empty = named.filter((one) => one.text === "").length;
  if (empty === 0) return gather(named);
  const what =
    empty === rows.length
      ? "The result has no account: neither AccountObjectId nor AccountUpn."
      : `${grouped(empty)} of ${grouped(rows.length)} rows name no account: add “where isnotempty(AccountObjectId)”.`;
  return { targets: [], duplicates: 0, problems: [what] };
};
