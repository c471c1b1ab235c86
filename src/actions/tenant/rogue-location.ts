/** A named location that an attacker made, so that their addresses count as trusted. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Preview } from "../contract.ts";
import { read, readAll, reading } from "../read.ts";
import { type ItemRequest } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { policiesPath } from "./access-policy.ts";
import { type RogueRun, type RogueWork } from "./rogue-work.ts";

const root = "/v1.0/identity/conditionalAccess/namedLocations";
const pathOf = (id: string): string => `${root}/${encodeURIComponent(id)}`;

const json: z.ZodType<Json> = z.json();
const locationSchema = z.record(z.string(), json);
type Location = z.infer<typeof locationSchema>;
const before = z.object({
  what: z.literal("named location"),
  id: z.string(),
  location: locationSchema,
});

/** What can be created again: not the id, not the dates, no annotations but the type. */
const writable = (location: Location): Location =>
  Object.fromEntries(
    Object.entries(location).filter(
      ([key]) =>
        key === "@odata.type" ||
        !(key.startsWith("@") || ["id", "createdDateTime", "modifiedDateTime"].includes(key)),
    ),
  );

const placesSchema = z.object({
  displayName: z.string().nullish(),
  conditions: z.object({
    locations: z
      .object({
        includeLocations: z.array(z.string()).nullish(),
        excludeLocations: z.array(z.string()).nullish(),
      })
      .nullish(),
  }),
});

/** Entra doesn't delete a location that a policy names. */
const usersOf = async ({ graph }: ActionContext, id: string): Promise<readonly string[]> => {
  const policies = await readAll(graph, policiesPath, placesSchema);
  return policies
    .filter(({ conditions: { locations } }) =>
      [...(locations?.includeLocations ?? []), ...(locations?.excludeLocations ?? [])].includes(id),
    )
    .map(({ displayName }) => displayName ?? "a policy without a name");
};

const textOf = (location: Location, key: string): string => {
  const value = location[key];
  return typeof value === "string" ? value : "";
};

/** Tenant-wide: no account's rules apply. */
export const previewLocation = async (context: ActionContext, id: string): Promise<Preview> => {
  let location: Location;
  try {
    location = await read(context.graph, pathOf(id), locationSchema);
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
    return { kind: "nothing to do", seen: "No named location has this id here." };
  }
  const [used] = await usersOf(context, id);
  if (used !== undefined) {
    return { kind: "by hand", reason: `The policy “${used}” uses it: take it out there first.` };
  }
  const trusted = location["isTrusted"] === true ? "trusted" : "not trusted";
  const name = textOf(location, "displayName");
  return {
    kind: "plan",
    draft: {
      items: [{ id: `named-location:${id}`, name, about: `named location, ${trusted}` }],
      parameters: { deletes: id },
      before: { what: "named location", id, location: writable(location) },
      traits: [],
    },
  };
};

/** Graph namedlocation-delete, 204; a trusted one is untrusted first (ipnamedlocation-update, 204). */
const remove = (context: ActionContext, { plan }: RogueRun): readonly ItemRequest[] => [
  {
    ids: plan.items.map(({ id }) => id),
    send: async (): Promise<string> => {
      const { id, location } = before.parse(plan.before);
      if (location["isTrusted"] === true) {
        const type = textOf(location, "@odata.type");
        await context.graph.patch(pathOf(id), { "@odata.type": type, isTrusted: false });
      }
      return (await context.graph.delete(pathOf(id))).requestId;
    },
  },
];

const same = async (context: ActionContext, wanted: Location): Promise<boolean> => {
  const all = await readAll(context.graph, root, locationSchema);
  return all.some((each) => canonicalJson(writable(each)) === canonicalJson(wanted));
};

/** Graph conditionalaccessroot-post-namedlocations: 201, with a new id. Looked for first, by all that it says. */
const recreate = (context: ActionContext, { plan }: RogueRun): readonly ItemRequest[] => [
  {
    ids: plan.items.map(({ id }) => id),
    send: async (): Promise<string> => {
      const { location } = before.parse(plan.before);
      if (await same(context, location)) return "already so";
      return (await context.graph.post(root, location)).requestId;
    },
  },
];

export const locationWork: RogueWork = {
  what: "named location",
  requests: remove,
  observe: async (context, { plan }) => {
    const { id } = before.parse(plan.before);
    const all = await readAll(context.graph, root, locationSchema);
    const isThere = all.some((each) => each["id"] === id);
    const why = isThere ? "The location is there." : "The location is gone.";
    return plan.items.map((item) => reading(item.id, !isThere, why));
  },
  undo: recreate,
  undone: async (context, { plan }) => {
    const { location } = before.parse(plan.before);
    const isThere = await same(context, location);
    const why = isThere ? "A location like it is there." : "No location like it is there.";
    return plan.items.map((item) => reading(item.id, isThere, why));
  },
};
