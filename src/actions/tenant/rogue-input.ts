/** What somebody found that an attacker left in the tenant, as they name it. */
import { type ActionInput } from "../contract.ts";
import { objectId } from "../../core/shared/ids.ts";

const kinds = ["federation", "ca-exclusion", "named-location"] as const;

/** An object of the directory by id, or something that holds for the tenant. */
export type Rogue =
  | { readonly kind: "object" | "ca-exclusion" | "named-location"; readonly id: string }
  | { readonly kind: "federation"; readonly domain: string };

const domainName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** Reads what `parse` made; undefined for anything else. */
export const rogueOf = (text: string): Rogue | undefined => {
  const [before, after] = text.trim().toLowerCase().split(/:(.*)/s);
  if (after === undefined) {
    const id = objectId.safeParse(before);
    return id.success ? { kind: "object", id: id.data } : undefined;
  }
  const kind = kinds.find((each) => each === before);
  if (kind === "federation") {
    return domainName.test(after) ? { kind, domain: after } : undefined;
  }
  const id = objectId.safeParse(after);
  return kind && id.success ? { kind, id: id.data } : undefined;
};

const spelled = (rogue: Rogue): string => {
  if (rogue.kind === "federation") return `federation:${rogue.domain}`;
  return rogue.kind === "object" ? rogue.id : `${rogue.kind}:${rogue.id}`;
};

/** An object id, or federation:, ca-exclusion: or named-location: and what is meant. */
export const rogueInput: ActionInput = {
  label: "object id, federation:domain, ca-exclusion:policy, named-location:id",
  example: "ca-exclusion:41b2c3d4-e5f6-4071-8293-a4b5c6d7e801",
  parse: (text) => {
    const rogue = rogueOf(text);
    return rogue
      ? { ok: true, value: spelled(rogue) }
      : {
          ok: false,
          why: "Name an object id, federation:<domain>, ca-exclusion:<policy id> or named-location:<id>.",
        };
  },
};
