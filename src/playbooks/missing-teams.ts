import { type Problem } from "./library.ts";

/** A problem and the playbook that has it. */
export type Found = { readonly playbook: string; readonly problem: Problem };

/**
 * Teams that playbooks need and the directory hasn't, as problems of the directory file: one for each team, whatever the
 * number of steps. For playbooks that whoever writes the directory doesn't write.
 */
export const missingTeams = (found: readonly Found[]): readonly Problem[] => {
  const teams = [...new Set(found.flatMap(({ problem }) => problem.team ?? []))].sort();
  return teams.map((team) => {
    const of = found.filter(({ problem }) => problem.team === team);
    const playbooks = [...new Set(of.map(({ playbook }) => playbook))].join(", ");
    const steps = of.length === 1 ? "1 step" : `${String(of.length)} steps`;
    return {
      path: ["teams"],
      text: `teams: there is no team ${team}, and ${steps} belong to it (${playbooks}); expected a team with this id`,
    };
  });
};
