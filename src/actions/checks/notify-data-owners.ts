import { type ManualCheck } from "../library.ts";

/** P1: who answers for the data, and whose data it is, must hear it from the organisation. */
export const notifyDataOwners: ManualCheck = {
  id: "notify-data-owners",
  code: "P1",
  title: "Tell the owners of the data",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "comms",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Do the owners of the data, and where Legal says so the people concerned, know what was open to whom?",
  byHand:
    "1. List from E6 and E4: file, owner, since when it was open, to whom, how often it was read or downloaded by others. 2. Owners inside: by telephone or in person first; they say what the files hold and who must hear of it. 3. Customers and partners whose data it was: contracts name the person and the time; Legal approves the text. 4. People concerned, if Legal decided so (GDPR article 34: a high risk for them): plain words, what happened, which data, what they can do, whom they can ask. 5. Use a way that the intruder doesn't hold, and no link to the files. 6. Write here: who was told, when in UTC, by whom, with which text, and who hasn't answered yet.",
};
