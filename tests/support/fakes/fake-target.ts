/** The account that everything is about, as the guards read it. */
import { type ActionContext } from "../../../src/actions/context.ts";
import { globalAdministrator } from "../../../src/actions/roles.ts";
import { type Trait } from "../../../src/core/incident/plan.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { type ObjectId } from "../../../src/core/shared/ids.ts";
import { at } from "../incidents.ts";

export type TargetState = {
  readonly traits: readonly Trait[];
  /** Faults of the next judgements. */
  readonly judgements: { next(name: "target"): Error | undefined };
  readonly breakGlass: readonly ObjectId[];
  /** The directory's audit log, or the fault with which it answers. */
  readonly audits: readonly (Json | Error)[];
};

const auditsOf = ({ audits }: TargetState): readonly Json[] =>
  audits.map((entry) => {
    if (entry instanceof Error) throw entry;
    return entry;
  });

const noCalls = (): Promise<never> => Promise.reject(new Error("the fake actions call nothing"));

/** Roles by which a target has its traits. */
const rolesOf = (traits: readonly Trait[]): readonly Json[] => {
  if (traits.includes("global administrator")) return [{ roleDefinitionId: globalAdministrator }];
  return traits.includes("privileged") ? [{ roleDefinitionId: "a-role" }] : [];
};

/** Reads of the target, as the guards make them; nothing else is asked of it. */
export const makeContext = (state: TargetState): ActionContext => ({
  graph: {
    get: (path) => {
      const thrown = state.judgements.next("target");
      if (thrown) return Promise.reject(thrown);
      const id = path.split(/[/?]/)[3] ?? "";
      const userType = state.traits.includes("guest") ? "Guest" : "Member";
      return Promise.resolve({ status: 200, body: { id, userType }, requestId: "0a1b2c3d" });
    },
    list: async (path) => {
      await Promise.resolve();
      if (path.includes("/directoryAudits")) return { values: auditsOf(state), complete: true };
      const values = path.includes("/roleAssignments?") ? rolesOf(state.traits) : [];
      return { values, complete: true };
    },
    post: noCalls,
    patch: noCalls,
    delete: noCalls,
  },
  exchange: { available: false, invoke: noCalls },
  defender: { get: noCalls, list: noCalls, post: noCalls, delete: noCalls },
  now: () => at("03:00"),
  secret: () => "never stored",
  seal: () => Promise.resolve(),
  never: {
    breakGlass: state.breakGlass,
    own: [],
    responder: () => (state.traits.includes("responder") ? { quorumHolds: true } : undefined),
  },
});
