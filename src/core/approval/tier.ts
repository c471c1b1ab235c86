import { type Tier, type Trait } from "../incident/plan.ts";

/** What a target asks for by itself (security rules, approvals 4): any Global Administrator, any who may approve. */
const least: Readonly<Record<Trait, Tier>> = {
  guest: 0,
  privileged: 2,
  "global administrator": 3,
  responder: 3,
};

/** How many people an action on this target needs: never fewer than the action alone, more for who the target is. */
export const tierOf = (actionTier: Tier, traits: readonly Trait[]): Tier =>
  traits.reduce<Tier>((tier, trait) => (least[trait] > tier ? least[trait] : tier), actionTier);
