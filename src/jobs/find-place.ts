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

/** How long a subject who joined waits for the place, in ms: its readers are read once it is there. */
const placePause = 5_000;

/** While a subject reads it, it is looked at again so often, in ms: people take them out, and the headline says so. */
const againPause = 10 * 60_000;

/** What is left to read of a place that is there: for a subject who joined, and while a subject reads it. */
const isToRead = ({ payload }: ClaimedJob, { place, closed }: Incident): boolean =>
  !closed && (payload["subject"] !== undefined || (place?.audience?.subjectsAmong.length ?? 0) > 0);

const subjectReads = (wishes: readonly Wish[]): boolean =>
  wishes.some((wish) => wish.type === "ReadAudience" && wish.audience.subjectsAmong.length > 0);

/** Nothing is written down twice. */
const isNews = (wish: Wish, place: IncidentPlace | undefined): boolean =>
  wish.type !== "ReadAudience" ||
  place?.audience === undefined ||
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
  const look = async (incident: Incident, job: ClaimedJob): Promise<JobResult> => {
    const found = await wishesFor(incident, job);
    const wishes = found.filter((wish) => isNews(wish, incident.place));
    const actor = { kind: "cordon" } as const;
    if (wishes.length > 0) {
      await work.handle({ incident: incident.id, actor, wishes, claim: job });
    }
    return subjectReads(found) ? again(againPause, "a subject reads it") : finished;
  };
  return async (job) => {
    const incident = await work.store.load(incidentOf(job));
    if (!incident) return finished;
    const { place } = incident;
    const joined = job.payload["subject"] !== undefined;
    if ((place || joined) && !isToRead(job, incident)) return finished;
    if (joined && !place) return again(placePause, "no place yet");
    try {
      return await look(incident, job);
    } catch (fault) {
      // Even General couldn't be read: without a place nobody can decide, so it is tried for ever.
      if (!(fault instanceof TenantFault)) throw fault;
      return again(fault.retryAfterMs ?? Math.min(60_000, 2_000 * job.attempts), fault.code);
    }
  };
};
