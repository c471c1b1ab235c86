import { type Directory } from "../core/ownership/directory.ts";
import { type Playbook } from "./contract.ts";
import { type Library, type Problem, unknownName } from "./library.ts";

/**
 * Names in routing rules that nothing has: an action or a playbook that isn't there makes a rule that
 * never fits, and nobody would notice. One sentence for each, with the nearest name.
 */
export const checkRouting = (
  { routing }: Pick<Directory, "routing">,
  {
    actions,
    checks,
    nearest,
  }: Pick<Library, "nearest"> & {
    readonly actions: readonly { readonly id: string }[];
    readonly checks: readonly { readonly id: string }[];
  },
  playbooks: readonly Pick<Playbook, "id">[],
): readonly Problem[] => {
  const known = {
    actions: [...actions, ...checks].map(({ id }) => id),
    playbooks: playbooks.map(({ id }) => id),
  };
  const kinds = { actions: "action", playbooks: "playbook" } as const;
  return routing.flatMap((rule, index) => {
    const strange = (field: "actions" | "playbooks"): readonly Problem[] =>
      (rule[field] ?? []).flatMap((name, place) =>
        known[field].includes(name)
          ? []
          : [
              {
                path: ["routing", index, field, place],
                text: `routing rule “${rule.name}”: ${unknownName({ kind: kinds[field], name }, known[field], nearest)}`,
              },
            ],
      );
    return [...strange("actions"), ...strange("playbooks")];
  });
};
