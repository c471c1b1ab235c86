import { type ArtefactKind } from "../core/incident/plan.ts";
import { allKindsOf, type Playbook } from "./contract.ts";
import { anyOf, type Library, type Problem } from "./library.ts";

type Collectors = Library["collectors"];

type List = {
  readonly field: "evidence" | "logs";
  readonly here: Collectors;
  readonly elsewhere: Collectors;
};

const has = (collectors: Collectors, kind: ArtefactKind): boolean =>
  collectors.some((collector) => collector.kind === kind);

const problemOf = (
  kind: ArtefactKind,
  playbook: Playbook,
  { field, here, elsewhere }: List,
): string | undefined => {
  const kinds = allKindsOf(playbook);
  const fitting = here.filter((collector) =>
    collector.subjectKinds.some((subject) => kinds.includes(subject)),
  );
  if (has(fitting, kind)) return undefined;
  if (has(here, kind)) return `nothing collects ${kind} of a ${anyOf(kinds)}`;
  const other = field === "evidence" ? "logs" : "evidence";
  if (has(elsewhere, kind)) return `${kind} belongs in “${other}”`;
  const known = [...new Set(here.map((collector) => collector.kind))];
  return `nothing collects ${kind} by itself; expected ${anyOf(known)}`;
};

/** Evidence that no collector reads for any kind of subject of this playbook, or that stands in the wrong list, or twice. */
export const checkEvidence = (
  playbook: Playbook,
  { collectors, slowCollectors }: Library,
): readonly Problem[] => {
  const lists: readonly List[] = [
    { field: "evidence", here: collectors, elsewhere: slowCollectors },
    { field: "logs", here: slowCollectors, elsewhere: collectors },
  ];
  return lists.flatMap((list) =>
    playbook[list.field].flatMap((kind, index) => {
      const twice = playbook[list.field].indexOf(kind) < index;
      const problem = twice ? `${kind} stands here twice` : problemOf(kind, playbook, list);
      return problem === undefined
        ? []
        : [{ path: [list.field, index], text: `${list.field}: ${problem}` }];
    }),
  );
};
