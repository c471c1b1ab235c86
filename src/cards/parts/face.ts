import { type Action } from "../../actions/contract.ts";
import { type ManualCheck } from "../../actions/library.ts";

/** What cards show of an entry of the catalogue. */
export type Face = Pick<
  Action,
  | "id"
  | "subjectKinds"
  | "permissions"
  | "verb"
  | "text"
  | "undo"
  | "residual"
  | "repeatable"
  | "pendingMinutes"
  | "seals"
>;

/** A manual check as cards show it: people do it, and there is nothing to approve or to take back. */
export const checkFace = ({ id, subjectKinds, permissions, asks, byHand }: ManualCheck): Face => ({
  id,
  subjectKinds,
  permissions,
  verb: "do it",
  text: {
    does: asks,
    affects: () => "Cordon changes nothing.",
    limits: "Cordon can’t see whether it was done.",
    undo: "None. Cordon changes nothing.",
    question: () => asks,
    notHolding: "It isn’t done",
    undone: "It isn’t done",
    byHand,
  },
  undo: undefined,
  residual: undefined,
  repeatable: true,
});

/** Finds the face of an action or a manual check by its id; undefined where the catalogue has neither. */
export const faceOf =
  (catalogue: {
    readonly actionById: (id: string) => Action | undefined;
    readonly checkById: (id: string) => ManualCheck | undefined;
  }) =>
  (id: string): Face | undefined => {
    const check = catalogue.checkById(id);
    return catalogue.actionById(id) ?? (check && checkFace(check));
  };
