import { type Directory, personById } from "../core/ownership/directory.ts";
import { type Person } from "../core/incident/types.ts";
import { type Call } from "./bot.ts";

/** People of the directory that a text means: a mention counts first, then "me", mail, whole name, part of it. */
export const findPeople = (directory: Directory, call: Call, text: string): readonly Person[] => {
  const mentioned = call.message.mentioned.flatMap(({ id }) => personById(directory, id) ?? []);
  if (mentioned.length > 0) return mentioned;
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  if (wanted === "me") return [call.person];
  const exact = directory.people.filter((person) =>
    [person.name.toLowerCase(), person.email.toLowerCase(), person.id].includes(wanted),
  );
  const fits =
    exact.length > 0
      ? exact
      : directory.people.filter((person) => person.name.toLowerCase().includes(wanted));
  return fits.map(({ id, name }) => ({ id, name }));
};
