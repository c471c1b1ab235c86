/** The ladder: a standard channel, else a group chat, else the team's General channel. */
import { TenantFault } from "../actions/tenant.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Incident, type IncidentPlace } from "../core/incident/types.ts";
import { type Places } from "../application/ports/tenant.ts";
import { finished, inMs, type JobHandler, type TenantWork, incidentOf } from "./job.ts";

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
const readersOf = async (places: Places, incident: Incident, place?: Found): Promise<Wish> => {
  try {
    return { type: "ReadAudience", audience: await places.audience(incident.subjects, place) };
  } catch (fault) {
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

/** Makes the handler of `find-place`. What was made stays, whatever fails later. */
export const makeFindPlace = (work: TenantWork, places: Places): JobHandler => {
  const find = async (incident: Incident, patient: boolean): Promise<readonly Wish[]> => {
    // Both calls at once: the first post says who can read it, and must not come later for that.
    const [{ refused, place }, team] = await Promise.all([
      climb(places, incident, patient),
      readersOf(places, incident),
    ]);
    const readers = place.rung === "group chat" ? await readersOf(places, incident, place) : team;
    return [...refused, { type: "FindPlace", place }, readers];
  };
  return async (job) => {
    const incident = await work.store.load(incidentOf(job));
    if (!incident || incident.place) return finished;
    try {
      const wishes = await find(incident, job.attempts < tries);
      await work.handle({
        incident: incidentOf(job),
        actor: { kind: "cordon" },
        wishes,
        claim: job,
      });
      return finished;
    } catch (fault) {
      // Even General couldn't be read: without a place nobody can decide, so it is tried for ever.
      if (!(fault instanceof TenantFault)) throw fault;
      const pause = fault.retryAfterMs ?? Math.min(60_000, 2_000 * job.attempts);
      const runAt = inMs(work.runtime, pause);
      return { kind: "again", runAt, reason: fault.code };
    }
  };
};
