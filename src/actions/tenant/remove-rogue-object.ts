import { z } from "zod/v4";
import { appGuardPermissions } from "../guards-app.ts";
import { type Action, type Preview } from "../contract.ts";
import { guardPermissions } from "../guards.ts";
import { sendAll } from "../requests.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { directoryObjectWork, previewObject } from "./rogue-directory-object.ts";
import { exclusionWork, previewExclusion } from "./rogue-exclusion.ts";
import { previewFederation } from "./rogue-federation.ts";
import { rogueInput, rogueOf } from "./rogue-input.ts";
import { locationWork, previewLocation } from "./rogue-location.ts";
import { type RogueWork } from "./rogue-work.ts";

const works: readonly RogueWork[] = [directoryObjectWork, exclusionWork, locationWork];
const before = z.looseObject({ what: z.string() });

const workOf = (plan: Plan): RogueWork => {
  const { what } = before.parse(plan.before);
  const work = works.find((each) => each.what === what);
  if (!work) throw new Error(`no plan of this action: ${what}`);
  return work;
};

const unnamed: Preview = {
  kind: "by hand",
  reason:
    "Nothing was named: incident step add remove-rogue-object <object id, federation:domain, ca-exclusion:policy id or named-location:id>",
};

const preview: Action["preview"] = async (context, subject, given) => {
  const rogue = rogueOf(given ?? "");
  if (!rogue) return unnamed;
  if (rogue.kind === "federation") return previewFederation(context, rogue.domain);
  if (rogue.kind === "ca-exclusion") return previewExclusion(context, subject, rogue.id);
  return rogue.kind === "named-location"
    ? previewLocation(context, rogue.id)
    : previewObject(context, subject, rogue.id);
};

const permissions = new Set<string>([
  "Policy.Read.All",
  "Policy.ReadWrite.ConditionalAccess",
  "User.DeleteRestore.All",
  "Application.ReadWrite.All",
  "Domain.Read.All",
  ...guardPermissions,
  ...appGuardPermissions,
]);
permissions.delete("Application.Read.All");

/** X11: one thing that an attacker left in the tenant. Deleted softly, or changed back. */
export const removeRogueObject: Action = {
  id: "remove-rogue-object",
  code: "X11",
  title: "Remove what an attacker left",
  verb: "remove object",
  subjectKinds: ["user", "service principal"],
  team: "cloud-security",
  tier: 3,
  phase: "eradication",
  permissions: { least: [...permissions].sort() },
  needsEvidence: ["E8"],
  text: {
    does: "Deletes the named account, app or location, or ends a policy's exclusion.",
    affects: ({ items }) =>
      `${String(items.length)} ${items.length === 1 ? "object" : "objects"} of the tenant.`,
    limits: "Federation is reverted by hand. What the object did stays as it is.",
    undo: "Restores it: accounts and apps within 30 days, a location with a new id.",
    question: ({ items }) =>
      `Remove ${String(items.length)} ${items.length === 1 ? "object" : "objects"} from the tenant?`,
    notHolding: "The object is still there",
    undone: "The object is there again",
    byHand:
      'Entra admin center: delete the account or app by object id. Conditional Access, the policy, Users, Exclude: take the account out. Named locations: clear “Mark as trusted”, then delete. Federation: Connect-MgGraph -Scopes Domain.ReadWrite.All, then Update-MgDomain -DomainId <domain> -BodyParameter @{authenticationType="Managed"}; users then need new passwords or password hash sync.',
  },
  input: rogueInput,
  looksAgain: [15, 65, 1440],
  undoneBy: [
    "Restore user",
    "Restore application",
    "Restore service principal",
    "Update conditional access policy",
    "Add named location",
  ],
  residual: {
    minutes: 60,
    why: "Tokens that a deleted account or app holds run for up to 60 min.",
  },
  repeatable: true,
  preview,
  apply: (context, subject, plan) => sendAll(workOf(plan).requests(context, { plan, subject })),
  observe: (context, subject, { plan }) => workOf(plan).observe(context, { plan, subject }),
  undo: {
    apply: (context, subject, plan) => sendAll(workOf(plan).undo(context, { plan, subject })),
    observe: (context, subject, { plan }) => workOf(plan).undone(context, { plan, subject }),
  },
};
