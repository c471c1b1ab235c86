import { type Person } from "../core/incident/people.ts";
import { management } from "../core/ownership/resolve.ts";
import { type BotDeps } from "./bot.ts";

/** Does the person belong to management, whom the ladder calls last and who may do what the lead may? */
export const isManagement = (
  { duty, runtime }: Pick<BotDeps, "duty" | "runtime">,
  person: Person,
): boolean =>
  management(duty.directory(), runtime.now(), duty.knownGroups()).some(
    ({ id }) => id === person.id,
  );
