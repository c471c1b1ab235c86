import { type Action } from "../actions/contract.ts";
import { type Directory } from "../core/ownership/directory.ts";
import { type Playbook } from "./contract.ts";

/**
 * Names in routing rules that nothing has: an action or a playbook that isn't there makes a rule that
 * never fits, and nobody would notice. One sentence for each.
 */
export const checkRouting = (
  { routing }: Pick<Directory, "routing">,
  actions: readonly Pick<Action, "id">[],
  playbooks: readonly Pick<Playbook, "id">[],
): readonly string[] => {
  const known = {
    action: new Set(actions.map(({ id }) => id)),
    playbook: new Set(playbooks.map(({ id }) => id)),
  };
  return routing.flatMap((rule) => {
    const strange = (kind: "action" | "playbook", names: readonly string[] = []) =>
      names
        .filter((name) => !known[kind].has(name))
        .map((name) => `routing rule “${rule.name}”: there is no ${kind} ${name}`);
    return [...strange("action", rule.actions), ...strange("playbook", rule.playbooks)];
  });
};
