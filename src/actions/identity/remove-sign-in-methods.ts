import { z } from "zod/v4";
import { type Account } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type ItemReading } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { isFinal, reading } from "../read.ts";
import { isSameMethod, type PlannedMethod, removeMethods } from "./remove-methods-requests.ts";
import { readSignInMethods, type SignInMethod } from "./sign-in-methods.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { count } from "../../core/shared/count.ts";

const rules = {
  guests: "It is a guest: its sign-in methods are kept by its home organisation.",
  locksOut: true,
} as const;

const before = z.object({
  methods: z.array(
    z.object({ id: z.string(), path: z.string(), createdAt: z.string().nullable() }),
  ),
});
const parameters = z.object({
  kept: z.array(z.string()).default([]),
  byHand: z.array(z.string()).default([]),
  passwordChangedAt: z.string().nullable().default(null),
});

/** A method's id as Graph gives it: a GUID or base64. */
const methodId = /^[\w\-+/=.]{1,200}$/;

const input: ActionInput = {
  label: "ids of the methods that the person has confirmed, to keep them",
  example: "ZmlkbzItbWFydGEtMDAwMQ2, 3179e48a-750b-4051-897c-87b9720928f7",
  parse: (typed) => {
    const ids = typed.split(",").map((id) => id.trim());
    const kept = [...new Set(ids.filter((id) => id !== ""))].sort();
    if (kept.length === 0) return { ok: false, why: "No id was named." };
    const strange = kept.find((id) => !methodId.test(id));
    return strange === undefined
      ? { ok: true, value: kept.join(",") }
      : { ok: false, why: `Not an id of a sign-in method: ${strange.slice(0, 40)}` };
  },
};

/** A password older than this was the attacker's to know: the compromise is what people are looking at now. */
const freshMs = 24 * 60 * 60 * 1000;

/**
 * Why methods may be removed now: whoever has the password enrols the next method first, so nobody may have it. A
 * password counts as new when it is younger than a day and than every method that goes.
 */
const mayRemove = (
  account: Account,
  methods: readonly SignInMethod[],
  now: string,
): { readonly passwordChangedAt: string | null } | undefined => {
  if (account.accountEnabled === false) return { passwordChangedAt: null };
  const changedAt = account.lastPasswordChangeDateTime;
  if (typeof changedAt !== "string") return undefined;
  const changed = Date.parse(changedAt);
  const isFresh = Date.parse(now) - changed <= freshMs;
  const isNewest = methods.every(({ createdAt }) => Date.parse(createdAt ?? "") < changed);
  return isFresh && isNewest ? { passwordChangedAt: changedAt } : undefined;
};

const notYet =
  "The account is enabled and its password isn't newer than its methods: whoever has the password would enrol first. Block sign-in or reset the password before.";

const missing = (id: string): string =>
  `The account has no sign-in method ${id}: ask again which ones were confirmed.`;

const planFor = (
  account: Account,
  methods: readonly SignInMethod[],
  run: { readonly kept: readonly string[]; readonly now: string },
): UnguardedPreview => {
  const unknown = run.kept.find((id) => !methods.some((method) => method.id === id));
  if (unknown !== undefined) return { kind: "by hand", reason: missing(unknown) };
  const going = methods.filter(({ id }) => !run.kept.includes(id));
  const deletable = going.flatMap((one) =>
    one.path === undefined ? [] : [{ ...one, path: one.path }],
  );
  const others = going
    .filter(({ path }) => path === undefined)
    .map(({ id, name }) => `${name} ${id}`);
  if (going.length === 0) {
    const seen = `${count(methods.length, "sign-in method")} besides the password, all of them confirmed.`;
    return { kind: "nothing to do", seen };
  }
  if (deletable.length === 0) {
    return { kind: "by hand", reason: `Graph can't remove these: ${others.join(", ")}.` };
  }
  const because = mayRemove(account, going, run.now);
  if (!because) return { kind: "by hand", reason: notYet };
  return {
    kind: "plan",
    draft: {
      items: deletable.map(({ id, name, about }) => ({ id, name, about })),
      parameters: { kept: run.kept, byHand: others, ...because },
      before: { methods: deletable.map(({ id, path, createdAt }) => ({ id, path, createdAt })) },
    },
  };
};

const preview: Action["preview"] = (context, subject, kept) =>
  guarded({ context, subject, rules }, async (account) => {
    const ids = kept === undefined ? [] : kept.split(",");
    try {
      const methods = await readSignInMethods(context, subject);
      return planFor(account, methods, { kept: ids, now: context.now() });
    } catch (fault) {
      if (!isFinal(fault)) throw fault;
      return { kind: "by hand", reason: `Cordon can't read its sign-in methods (${fault.code}).` };
    }
  });

const plannedIn = (plan: Plan): readonly PlannedMethod[] => before.parse(plan.before).methods;

/** Ids of phones are fixed by their type: a date after the request tells a new one from the old one. */
const isNewer = ({ createdAt }: SignInMethod, since: Instant): boolean =>
  createdAt !== null && Date.parse(createdAt) > Date.parse(since);

const readingOf = (
  planned: PlannedMethod,
  found: readonly SignInMethod[],
  since: Instant,
): ItemReading => {
  const there = found.find(({ id }) => id === planned.id);
  if (!there) return reading(planned.id, true, "It is gone.");
  if (isSameMethod(there, planned)) {
    return reading(planned.id, false, `${there.name} can still be used, id ${there.id}.`);
  }
  return isNewer(there, since)
    ? reading(planned.id, true, `Registered anew since: ${there.name}, ${there.about}.`)
    : reading(planned.id, false, `${there.name} was registered anew: ${there.about}.`);
};

/** Methods that nobody kept and nobody planned to remove: somebody enrolled them after the plan was made. */
const othersIn = (plan: Plan, found: readonly SignInMethod[]): string => {
  const { kept, byHand } = parameters.parse(plan.parameters);
  const planned = plannedIn(plan).map(({ id }) => id);
  const others = found.filter(
    ({ id }) =>
      ![...kept, ...planned].includes(id) && !byHand.some((line) => line.endsWith(` ${id}`)),
  );
  if (others.length === 0) return "";
  const named = others.map(({ name, id, about }) => `${name} ${id}, ${about}`);
  return ` Not in the plan: ${named.join("; ")}.`;
};

const readBack = async (
  context: ActionContext,
  subject: Subject,
  { plan, since }: { readonly plan: Plan; readonly since: Instant },
): ReturnType<Action["observe"]> => {
  const found = await readSignInMethods(context, subject);
  const others = othersIn(plan, found);
  return plannedIn(plan).map((planned) => {
    const one = readingOf(planned, found, since);
    return { ...one, why: `${one.why}${others}` };
  });
};

/** X2: only what the person has confirmed is left to sign in with. */
export const removeSignInMethods: Action = {
  id: "remove-sign-in-methods",
  code: "X2",
  title: "Remove unconfirmed sign-in methods",
  verb: "remove methods",
  subjectKinds: ["user"],
  team: "iam",
  tier: 3,
  phase: "eradication",
  permissions: {
    least: [
      "UserAuthenticationMethod.Read.All",
      "UserAuthMethod-Phone.ReadWrite.All",
      "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
      "UserAuthMethod-Passkey.ReadWrite.All",
      "UserAuthMethod-SoftwareOATH.ReadWrite.All",
      "UserAuthMethod-Email.ReadWrite.All",
      "UserAuthMethod-WindowsHello.ReadWrite.All",
      "UserAuthMethod-TAP.ReadWrite.All",
      "UserAuthMethod-PlatformCred.ReadWrite.All",
      "UserAuthMethod-External.ReadWrite.All",
      ...guardPermissions,
    ],
  },
  needsEvidence: ["E1"],
  text: {
    does: "Removes every way to sign in besides the password and what was confirmed.",
    affects: ({ items, parameters: given }) => {
      const { kept, byHand } = parameters.parse(given);
      const rest = byHand.length === 0 ? "" : `, ${String(byHand.length)} more only by hand`;
      return `${count(items.length, "sign-in method")} of 1 account; ${String(kept.length)} kept${rest}.`;
    },
    limits: "The password stays. The default method may be refused and is then named.",
    undo: "None. People register again.",
    question: ({ items }) =>
      `Remove ${count(items.length, "sign-in method")} of 1 account for good?`,
    notHolding: "Sign-in methods are still there",
    undone: "Sign-in methods can't be given back",
    byHand:
      "First block sign-in or reset the password. Then in the Entra admin center open the user by object id, Authentication methods, and delete each method that the person didn't confirm in person or by phone: the alternate phone before the mobile phone, the default method last. If the default is refused, choose another default first.",
  },
  input,
  looksAgain: [15, 65, 1440],
  undoneBy: ["User registered security info", "Admin registered security info"],
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, subject, plan) => removeMethods(context, subject, plannedIn(plan)),
  observe: readBack,
  undo: undefined,
};
