import { type ManualCheck } from "../library.ts";

/** P2: what was exposed decides who must be told, and by when. */
export const classifyExposedData: ManualCheck = {
  id: "classify-exposed-data",
  code: "P2",
  title: "Classify the exposed data",
  subjectKinds: ["user", "site"],
  team: "legal",
  permissions: { least: [] },
  phase: "detection",
  asks: "Which kinds of data were exposed, of whom, since when, and when does the time to report begin?",
  byHand:
    "1. Take the list of shared files from artefact E6. 2. In the Purview portal open Content explorer and look at sensitivity labels and sensitive information types of these files; ask the owner about those without a label. 3. In Audit, look for AnonymousLinkUsed, FileDownloaded and FileAccessed of these files since each link was made: exposed isn't yet taken. 4. Write down: kinds of data, people concerned and their countries, first and last day, taken or not known. 5. Write down when you knew enough: a personal-data breach is reported within 72 h of that (GDPR article 33). Unsure: start the clock.",
};
