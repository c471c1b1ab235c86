import { TenantFault } from "../../actions/tenant.ts";
import { cardReply, type Command, line } from "../bot.ts";

export const doctor: Command = {
  name: "doctor",
  unlisted: true,
  usage: "incident doctor",
  help: "Shows what works in this tenant and what is missing: permissions, roles and licences.",
  run: async ({ examine, cards }) => {
    try {
      const diagnosis = await examine();
      return diagnosis
        ? cardReply(cards.doctor(diagnosis))
        : line("The doctor is still looking; ask again in a minute.");
    } catch (fault) {
      if (!(fault instanceof TenantFault)) throw fault;
      return line(`The doctor could not look (${fault.code}). Ask again in a minute.`);
    }
  },
};
