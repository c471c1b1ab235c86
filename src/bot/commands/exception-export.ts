import { type Command, line } from "../bot.ts";
import { count } from "../../core/shared/count.ts";

export const exceptionExport: Command = {
  name: "export",
  group: "exception",
  unlisted: true,
  usage: "exception export",
  help: "Writes the whole register as CSV into the export folder of Cordon’s server.",
  run: async ({ register, exports, runtime }) => {
    const rows = await register.list({});
    const kept = await exports.exceptions(runtime.now().slice(0, 10), rows);
    // The whole hash: it is there to be compared.
    return line(
      `${kept.name}, ${count(rows.length, "row")}, SHA-256 ${kept.sha256} in the export folder of Cordon’s server.`,
    );
  },
};
