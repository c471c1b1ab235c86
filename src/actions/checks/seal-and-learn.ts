import { type ManualCheck } from "../library.ts";

/** P4: what is not sealed can be doubted later, and what is not learned comes again. */
export const sealAndLearn: ManualCheck = {
  id: "seal-and-learn",
  code: "P4",
  title: "Seal the record and learn",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Is the evidence sealed and complete, and which control would have stopped this?",
  byHand:
    "1. Look through the list of evidence: each file has its SHA-256, what was asked and whether it is complete; collect again what is missing while the logs still have it. 2. Export the record and the evidence, and let a second person check the hash chain and the sums. 3. Give the copy to whoever keeps evidence, outside the tenant, and write down who has it. 4. Note the times: first foreign sign-in, detection, opening, each step requested and observed. 5. Meet within two weeks, without blame: what was seen late, what was slow, what was missing. 6. For each cause one control, an owner and a date; a risk that stays open becomes an exception with a review.",
};
