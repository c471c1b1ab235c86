/** Who is on duty, set by the test: no file, no groups of Entra. */
import { type Duty } from "../../../src/application/duty.ts";
import { type Directory, type Groups, noGroups } from "../../../src/core/ownership/directory.ts";

export type FakeDuty = Duty & {
  /** Another directory from now on. */
  set(directory: Directory, groups?: Groups): void;
};

export const fakeDuty = (first: Directory): FakeDuty => {
  const held = { directory: first, groups: noGroups };
  return {
    directory: () => held.directory,
    groups: () => Promise.resolve(held.groups),
    knownGroups: () => held.groups,
    set: (directory, groups = noGroups) => {
      Object.assign(held, { directory, groups });
    },
  };
};
