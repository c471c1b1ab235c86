import { type Person } from "../incident/people.ts";
import { type Step } from "../incident/types.ts";
import { isSamePerson } from "./quorum.ts";

/** The one person who reads a secret of the step, by the votes so far: its owner where they voted, else who voted last. */
export const readerOf = ({
  status,
  ownership,
}: Pick<Step, "status" | "ownership">): Person | undefined => {
  const votes = "votes" in status ? status.votes : [];
  const own = votes.find(({ by }) => ownership && isSamePerson(by, ownership.owner));
  return (own ?? votes.at(-1))?.by;
};
