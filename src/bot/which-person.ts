import { type Directory, distinct, personById } from "../core/ownership/directory.ts";
import { type Person } from "../core/incident/people.ts";
import { type Call } from "./bot.ts";

/** People of the directory that a text means: a mention counts first, then "me", mail, whole name, part of it. */
export const findPeople = (directory: Directory, call: Call, text: string): readonly Person[] => {
  const mentioned = distinct(
    call.message.mentioned.flatMap(({ id }) => personById(directory, id) ?? []),
  );
  if (mentioned.length > 0) return mentioned;
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  if (wanted === "me") return [call.person];
  const exact = directory.people.filter((person) =>
    [
      person.name.toLowerCase(),
      person.email.toLowerCase(),
      person.id,
      ...(person.accounts ?? []),
    ].some((one) => one === wanted),
  );
  const fits =
    exact.length > 0
      ? exact
      : directory.people.filter((person) => person.name.toLowerCase().includes(wanted));
  return fits.flatMap(({ id }) => personById(directory, id) ?? []);
};
