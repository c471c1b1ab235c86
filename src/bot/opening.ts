/** From what people typed to an open incident: check, ask back, open. Nothing is guessed. */
import { TenantFault } from "../actions/tenant.ts";
import { longestText } from "../core/approval/limits.ts";
import { refusal } from "../core/approval/sentences.ts";
import { type Person } from "../core/incident/people.ts";
import { type Subject } from "../core/incident/plan.ts";
import { severities, type Severity } from "../core/incident/types.ts";
import { isAmongBarred } from "../core/ownership/resolve.ts";
import { after } from "../core/shared/ids.ts";
import { type Reply } from "../application/ports/chat.ts";
import { type Playbook } from "../playbooks/contract.ts";
import {
  type BotDeps,
  cardReply,
  type Draft,
  type FormErrors,
  type FormValues,
  line,
} from "./bot.ts";
import { howToName, unquoted } from "./find-target.ts";

export const emptyForm: FormValues = { scenario: "", subject: "", severity: "", seen: "" };

/** A check card is good for half an hour: names and accounts change. */
export const draftLifetimeMs = 30 * 60_000;

export type Checked = {
  readonly kind: "checked";
  readonly playbook: Playbook;
  readonly severity: Severity;
  readonly values: FormValues;
  readonly matches: readonly Subject[];
  /** Answers with the check card, bound to this person. */
  readonly ask: (by: Person) => Promise<Reply>;
};

const errorsOf = (deps: BotDeps, values: FormValues): FormErrors => {
  const known = deps.playbooks.map((playbook) => playbook.id);
  const subject = values.subject.trim();
  return {
    ...(!known.includes(values.scenario) && {
      scenario: values.scenario
        ? `No playbook has this name. There are: ${known.join(", ")}.`
        : "Choose what happened.",
    }),
    ...(subject === "" && { subject: "Write an address, a name or an object id." }),
    ...(subject.length > 320 && { subject: "Too long: an address has at most 320 characters." }),
    ...(!severities.some((name) => name === values.severity) && {
      severity: "Choose how bad it is.",
    }),
    ...(values.seen.length > longestText && {
      seen: `${String(values.seen.length)} characters; at most ${String(longestText)} fit.`,
    }),
  };
};

const notFound = (deps: BotDeps, values: FormValues, { subject: kinds }: Playbook): Reply =>
  cardReply(
    deps.cards.openForm(values, { subject: `Nothing in the tenant fits. ${howToName(kinds)}` }),
  );

const unanswered = (fault: unknown): Reply => {
  if (!(fault instanceof TenantFault)) throw fault;
  return {
    kind: "fault",
    code: "S-502",
    text: `The directory can't be read now (${fault.code}). Nothing was opened. Try again in a minute.`,
  };
};

const askBack = async (
  deps: BotDeps,
  by: Person,
  found: Pick<Checked, "playbook" | "severity" | "values" | "matches">,
): Promise<Reply> => {
  const handle = { id: deps.runtime.id(), nonce: deps.runtime.nonce() };
  const until = after(deps.runtime.now(), draftLifetimeMs);
  const shown = found.matches.map((match) => match.id);
  const draft: Draft = { ...found.values, by: by.id, until, shown };
  await deps.store.saveHandle({ ...handle, payload: draft });
  return cardReply(deps.cards.openCheck({ handle, ...found }));
};

/** Checks a form: errors come back beside what was typed, matches are looked up in the tenant. */
export const checkForm = async (
  deps: BotDeps,
  values: FormValues,
): Promise<Checked | { readonly kind: "reply"; readonly reply: Reply }> => {
  const errors = errorsOf(deps, values);
  const playbook = deps.playbooks.find(({ id }) => id === values.scenario);
  const severity = severities.find((name) => name === values.severity);
  if (Object.keys(errors).length > 0 || !playbook || !severity) {
    return { kind: "reply", reply: cardReply(deps.cards.openForm(values, errors)) };
  }
  try {
    const matches = await deps.findSubjects(unquoted(values.subject), playbook.subject);
    if (matches.length === 0) return { kind: "reply", reply: notFound(deps, values, playbook) };
    const ask = (by: Person): Promise<Reply> =>
      askBack(deps, by, { playbook, severity, values, matches });
    return { kind: "checked", playbook, severity, values, matches, ask };
  } catch (fault) {
    return { kind: "reply", reply: unanswered(fault) };
  }
};

/** Opens the incident and says what happens now. */
export const openNow = async (
  deps: BotDeps,
  opening: { checked: Checked; subject: Subject; by: Person; once: string },
): Promise<Reply> => {
  const { checked, subject, by, once } = opening;
  const seen = checked.values.seen.trim();
  const { playbook, severity } = checked;
  if (isAmongBarred(by, [subject.id])) {
    const no = refusal("R-103", "You are the subject. Somebody else must open and lead this.");
    return line(no.sentence);
  }
  const { id, handled } = await deps.openIncident({ playbook, subject, severity, seen, by, once });
  if (handled.kind !== "handled") return { kind: "nothing" };
  if (handled.refusal) return line(handled.refusal.sentence);
  const tail = subject.id.slice(-4);
  return cardReply(
    deps.cards.notice({
      title: `${id} is open`,
      lines: [
        `${playbook.title}, subject id ${tail}, severity ${severity.slice(3)}. You lead it.`,
        `Its channel is being made; the steps wait there for their owners. Where no channel can be made, look for ${id} in the group chat or in General.`,
        "Nothing is changed in the tenant until an owner approves a step.",
      ],
    }),
  );
};
