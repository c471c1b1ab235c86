/** Which permissions a step takes away: links for anybody, for the organisation, or for named people outside. */
import { type ActionInput } from "../contract.ts";
import { type Permission } from "./drive.ts";

export const sharingScopes = ["anonymous", "organization", "external"] as const;
export type SharingScope = (typeof sharingScopes)[number];

const isScope = (text: string): text is SharingScope =>
  sharingScopes.some((scope) => scope === text);

/** "anonymous", "organization" or "external"; what people call them is understood. */
export const scopeInput: ActionInput = {
  label: "anonymous, organization or external",
  example: "anonymous",
  parse: (typed) => {
    const text = typed.trim().toLowerCase();
    const known: Readonly<Record<string, SharingScope>> = {
      anyone: "anonymous",
      company: "organization",
      organisation: "organization",
      guests: "external",
    };
    const value = known[text] ?? text;
    return isScope(value)
      ? { ok: true, value }
      : { ok: false, why: "It is one of: anonymous, organization, external." };
  },
};

/** The scope of a canonical input. */
export const scopeOf = (input: string): SharingScope | undefined =>
  isScope(input) ? input : undefined;

/** The tenant's own domains; undefined where it doesn't matter who is outside, and nobody is. */
export type OwnDomains = ReadonlySet<string> | undefined;

type Person = { readonly email: string; readonly login: string };

const peopleOf = (one: Permission): readonly Person[] =>
  [one.grantedToV2, ...(one.grantedToIdentitiesV2 ?? [])].flatMap((set) => {
    const found = [set?.user, set?.siteUser].filter((who) => who !== null && who !== undefined);
    if (found.length === 0) return [];
    const email = found.map((who) => who.email ?? "").find((text) => text !== "") ?? "";
    return [{ email, login: found.map((who) => who.loginName ?? "").join(" ") }];
  });

/** A guest is known by the account's `#EXT#`, a one-time guest by `urn:spo:guest`, anybody else by the domain. */
const isOutside = ({ email, login }: Person, own: ReadonlySet<string>): boolean => {
  if (/#ext#|spo(%3a|:)guest/i.test(login)) return true;
  const domain = email.toLowerCase().split("@").at(-1) ?? "";
  return email.includes("@") && !own.has(domain);
};

/** Addresses of people outside who were named, each once and sorted. */
export const outsidersOf = (one: Permission, own: OwnDomains): readonly string[] => {
  if (own === undefined) return [];
  const found = peopleOf(one).filter((person) => isOutside(person, own));
  return [...new Set(found.map(({ email }) => email || "somebody outside"))].sort();
};

/** Is it the item's own, and not the owner's? Inherited ones can only be taken away where they were given. */
export const isRemovable = (one: Permission): boolean =>
  (one.inheritedFrom === undefined || one.inheritedFrom === null) &&
  one.roles?.includes("owner") !== true;

/** Is it one of those that this scope means? */
export const isMeant = (one: Permission, scope: SharingScope, own: OwnDomains): boolean => {
  if (!isRemovable(one)) return false;
  if (scope !== "external") return one.link?.scope === scope;
  return (
    outsidersOf(one, own).length > 0 && !/^(anonymous|organization)$/.test(one.link?.scope ?? "")
  );
};

const whom: Readonly<Record<string, string>> = {
  anonymous: "anyone with the link",
  organization: "everybody in the organisation with the link",
};

/** Whom it is for, in words. */
const whoseOf = (one: Permission, outside: readonly string[]): string => {
  const named = one.link ? `link for ${outside.join(", ")}` : outside.join(", ");
  return whom[one.link?.scope ?? ""] ?? named;
};

const mayEdit = ({ roles }: Permission): boolean =>
  roles?.some((role) => /write|owner/.test(role)) === true;

/** "anyone with the link can edit, until 2026-03-01" */
export const aboutPermission = (one: Permission, own: OwnDomains): string => {
  const outside = outsidersOf(one, own);
  const inside = peopleOf(one).length - outside.length;
  return [
    `${whoseOf(one, outside)} can ${mayEdit(one) ? "edit" : "read"}`,
    ...(outside.length > 0 && inside > 0 ? [`${String(inside)} inside lose it too`] : []),
    ...(one.hasPassword === true ? ["with password"] : []),
    ...(one.expirationDateTime ? [`until ${one.expirationDateTime.slice(0, 10)}`] : []),
  ].join(", ");
};
