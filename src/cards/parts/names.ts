import { isBarred } from "../../core/incident/decision.ts";
import { type Ownership, type Person } from "../../core/incident/people.ts";
import { type Subject, type SubjectKind } from "../../core/incident/plan.ts";
import { type Incident, type Step } from "../../core/incident/types.ts";
import { cleanName, cleanText, quoted, shownName } from "../../core/shared/clean-text.ts";
import { mono, plain, type Run } from "./run.ts";

const nbsp = "\u00a0";

/** The last characters of an object id; eight where two of the incident's subjects share four. */
export const shortId = (id: string, among: readonly { readonly id: string }[]): string => {
  const last = (n: number, text: string): string => text.replace(/[^0-9a-z]/gi, "").slice(-n);
  const twins = among.filter((other) => other.id !== id && last(4, other.id) === last(4, id));
  return last(twins.length > 0 ? 8 : 4, id);
};

/** `id 7c1e`, never broken at the end of a line. */
export const idRun = (id: string, among: readonly { readonly id: string }[]): Run =>
  mono(`id${nbsp}${shortId(id, among)}`);

/** What people call each kind of subject. */
export const kindNouns = {
  user: "account",
  "service principal": "application",
  device: "device",
  site: "site",
} as const satisfies Record<SubjectKind, string>;

/** People's own names as they are, odd ones and all names of applications, devices and sites in quotes. */
export const subjectName = (subject: Subject): string =>
  subject.kind === "user" ? shownName(subject.name) : quoted(cleanName(subject.name), 40);

/** A subject as cards name it: name, no-break space, id. */
export const subjectRuns = (
  subject: Subject,
  { subjects }: Pick<Incident, "subjects">,
): readonly Run[] => [plain(`${subjectName(subject)}${nbsp}`), idRun(subject.id, subjects)];

/** Name of a responder, from the directory file. */
export const personName = (person: Person): string => cleanName(person.name);

/** Whose decision a step is, in the strip: the owner, or that there is none. */
export const ownerName = (ownership: Ownership | undefined): string =>
  ownership ? personName(ownership.owner) : "an owner";

/** Has the incident a lead who may decide? Whoever became a subject or a suspect since doesn't any more. */
export const hasLead = (incident: Incident): boolean => !isBarred(incident, incident.lead);

/** Who decides what nobody else does: the lead, or management. Why the lead doesn't any more isn't said. */
export const leadName = (incident: Incident, management = "Management"): string =>
  hasLead(incident) ? personName(incident.lead) : management;

/** What stands in place of the lead's name where there is none. */
export const noLead = "management names another";

/** Who acts or looks: the owner, or the lead where nobody is assigned. A vote is never the lead's. */
export const askedName = ({ ownership }: Step, incident: Incident): string =>
  ownership ? personName(ownership.owner) : leadName(incident);

/** Who decides together about a target that no vote reaches. */
export const leadAndManagement = (incident: Incident): string =>
  hasLead(incident) ? `${personName(incident.lead)} and management` : "Management";

/** "Deputy: Jon Lind. " or nothing. */
export const deputies = (ownership: Ownership | undefined): string => {
  const names = (ownership?.deputies ?? []).slice(0, 3).map(personName);
  return names.length === 0
    ? ""
    : `${names.length === 1 ? "Deputy" : "Deputies"}: ${names.join(", ")}. `;
};

/** An address or a principal name; longer ones break where the client likes. */
export const address = (raw: string): string => cleanText(raw, 120);

/** A title of ours for a TextBlock: what could start markdown is taken out. */
export const title = (text: string, cap = 60): string =>
  cleanText(text, cap).replace(/[[\]<>*_`]/g, "");
