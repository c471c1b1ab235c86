/** The ladder: a standard channel, else a group chat, else the team's General channel. */
import { TenantFault } from "../actions/tenant.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Incident, type IncidentPlace } from "../core/incident/types.ts";
import { canonicalJson } from "../core/shared/canonical-json.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { type Places } from "../application/ports/tenant.ts";
import {
  finished,
  incidentOf,
  inMs,
  type JobHandler,
  type JobResult,
  type TenantWork,
} from "./job.ts";

type Rung = IncidentPlace["rung"];
type Found = Omit<IncidentPlace, "audience">;

/** A busy service is asked so often before the next rung is taken: about 15 s. */
const tries = 4;

/** Teams takes 50 characters; the number first, because lists cut at the end. */
const channelName = (incident: Incident): string =>
  `${incident.id} ${incident.title}`
    .replaceAll(/[^\p{L}\p{N} -]/gu, "")
    .slice(0, 50)
    .trim();

const responders = (incident: Incident): Parameters<Places["makeGroupChat"]>[1] => [
  ...new Set([
    incident.lead.id,
    ...incident.steps.flatMap(({ ownership }) =>
      ownership ? [ownership.owner.id, ...ownership.deputies.map((person) => person.id)] : [],
    ),
  ]),
];

const reasonOf = (fault: unknown): string => {
  if (!(fault instanceof TenantFault)) throw fault;
  return `${fault.code}: ${fault.message}`;
};

/** Later is better than lower: only a refusal, or patience at its end, leads to the next rung. */
const isPassing = (fault: unknown): fault is TenantFault =>
  fault instanceof TenantFault && ["throttled", "unavailable", "no answer"].includes(fault.kind);

/** Who can read it, as a fact of the log; where that can't be read, the log says so. */
const readersOf = async (
  places: Places,
  incident: Incident,
  { place, patient = false }: { readonly place?: Found; readonly patient?: boolean } = {},
): Promise<Wish> => {
  try {
    return { type: "ReadAudience", audience: await places.audience(incident.subjects, place) };
  } catch (fault) {
    if (patient && isPassing(fault)) throw fault;
    return { type: "AddNote", text: `Who can read it can't be read. ${reasonOf(fault)}` };
  }
};

type Home = { readonly conversationId: string; readonly name: string };
type Climbed = { readonly refused: readonly Wish[]; readonly place: Found };

/** Goes down the rungs; while `patient`, a passing fault is thrown instead of taking the next rung. */
const climb = async (places: Places, incident: Incident, patient: boolean): Promise<Climbed> => {
  const name = channelName(incident);
  const about = `${incident.title}, opened by Cordon`;
  const rungs: readonly (readonly [Rung, () => Promise<Home>])[] = [
    ["standard channel", () => places.makeChannel(name, about)],
    ["group chat", () => places.makeGroupChat(name, responders(incident))],
  ];
  const refused: Wish[] = [];
  for (const [rung, make] of rungs) {
    try {
      return { refused, place: { rung, ...(await make()) } };
    } catch (fault) {
      if (patient && isPassing(fault)) throw fault;
      refused.push({ type: "RefusePlace", rung, reason: reasonOf(fault) });
    }
  }
  return { refused, place: { rung: "home conversation", ...(await places.home()) } };
};

/**
 * While a subject reads it, or it isn't known who does, it is looked at again so often, in ms: people take them out, and
 * the headline says so.
 */
const againPause = 10 * 60_000;

/** What is left to read of a place that is there: for a subject who joined, and while one reads it or nobody knows. */
const isToRead = ({ payload }: ClaimedJob, { place, closed }: Incident): boolean => {
  if (closed) return false;
  const audience = place?.joinedSince ? undefined : place?.audience;
  return payload["subject"] !== undefined || !audience || audience.subjectsAmong.length > 0;
};

/** Why it is read again; undefined where that is known and no subject is among them. */
const againFor = (wishes: readonly Wish[]): string | undefined => {
  const read = wishes.find((wish) => wish.type === "ReadAudience");
  if (!read) return "its readers can't be read";
  return read.audience.subjectsAmong.length > 0 ? "a subject reads it" : undefined;
};

/** Nothing is written down twice. */
const isNews = (wish: Wish, place: IncidentPlace | undefined): boolean =>
  wish.type !== "ReadAudience" ||
  place?.audience === undefined ||
  place.joinedSince === true ||
  canonicalJson(wish.audience) !== canonicalJson(place.audience);

/**
 * Makes the handler of `find-place`. What was made stays, whatever fails later. For a subject who joined, and while a
 * subject reads the place, it reads only.
 */
export const makeFindPlace = (work: TenantWork, places: Places): JobHandler => {
  const again = (ms: number, reason: string): JobResult => ({
    kind: "again",
    runAt: inMs(work.runtime, ms),
    reason,
  });
  const find = async (incident: Incident, patient: boolean): Promise<readonly Wish[]> => {
    // Both calls at once: the first post says who can read it, and must not come later for that.
    const [{ refused, place }, team] = await Promise.all([
      climb(places, incident, patient),
      readersOf(places, incident),
    ]);
    const readers =
      place.rung === "group chat" ? await readersOf(places, incident, { place }) : team;
    return [...refused, { type: "FindPlace", place }, readers];
  };
  const wishesFor = async (incident: Incident, job: ClaimedJob): Promise<readonly Wish[]> => {
    const { place } = incident;
    if (!place) return find(incident, job.attempts < tries);
    return [await readersOf(places, incident, { place, patient: true })];
  };
  // A refusal is noted once, and again after it was read or the process began anew.
  const refused = new Set<string>();
  const look = async (incident: Incident, job: ClaimedJob): Promise<JobResult> => {
    const found = await wishesFor(incident, job);
    const isTold = refused.has(incident.id);
    const wishes = found.filter(
      (wish) => isNews(wish, incident.place) && !(isTold && wish.type === "AddNote"),
    );
    const actor = { kind: "cordon" } as const;
    if (wishes.length > 0) {
      await work.handle({ incident: incident.id, actor, wishes, claim: job });
    }
    if (found.some(({ type }) => type === "ReadAudience")) refused.delete(incident.id);
    else refused.add(incident.id);
    const reason = againFor(found);
    return reason === undefined ? finished : again(againPause, reason);
  };
  return async (job) => {
    const incident = await work.store.load(incidentOf(job));
    if (!incident || (incident.place && !isToRead(job, incident))) {
      refused.delete(incidentOf(job));
      return finished;
    }
    try {
      return await look(incident, job);
    } catch (fault) {
      // Even General couldn't be read: without a place nobody can decide, so it is tried for ever.
      if (!(fault instanceof TenantFault)) throw fault;
      return again(fault.retryAfterMs ?? Math.min(60_000, 2_000 * job.attempts), fault.code);
    }
  };
};
