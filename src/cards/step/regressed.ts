/** What held and doesn't any more: it stands first, because it is why the step is asked for again. */
import { quoted } from "../../core/shared/clean-text.ts";
import { plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

/** "Held until 3:52; the audit log has “Karin Lind, Enable account, 03:12 UTC”." */
export const regressedRows = ({ step: { regressed }, clock }: StepContext): readonly Row[] => {
  if (!regressed) return [];
  const { at, seen, changedBy } = regressed;
  // Names in the tenant's audit log were chosen by somebody else.
  const who =
    changedBy === undefined ? `seen: ${quoted(seen, 160)}` : `changed by ${quoted(changedBy, 160)}`;
  return [row("Held", [plain(`Until ${clock(at)}; ${who}`)])];
};
