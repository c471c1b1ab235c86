/** A night with everybody on the ladder, and what people were told. */
import { type z } from "zod/v4";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { type Severity } from "../../src/core/incident/types.ts";
import { type Directory, directorySchema } from "../../src/core/ownership/directory.ts";
import { type RecordingChat } from "../support/fakes/recording-chat.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";
import { idEnding, people } from "../support/incidents.ts";

const { ana, jon, priya, bo, sam } = people;
export const vera: Person = { id: idEnding("abc6"), name: "Vera Lang" };

type Raw = Readonly<Partial<z.input<typeof directorySchema>>>;

/** Ana owns identity, Jon stands in, Sam leads it; Bo owns mail; Vera is management. Priya opens the incident. */
export const directoryOf = (changes: Raw = {}): Directory =>
  directorySchema.parse({
    people: [ana, jon, priya, bo, sam, vera].map(({ id, name }) => ({
      id,
      name,
      email: `${name.toLowerCase().replace(" ", ".")}@contoso.example`,
    })),
    teams: [
      {
        id: "identity",
        name: "Identity",
        lead: sam.id,
        onCall: { person: ana.id },
        deputies: [jon.id],
      },
      { id: "mail", name: "Mail", lead: jon.id, onCall: { person: bo.id } },
      { id: "security", name: "Security", lead: priya.id, deputies: [sam.id] },
      { id: "management", name: "Management", lead: vera.id },
    ],
    ...changes,
  });

/** Opened at 3:00 by Priya; nothing is done yet. */
export const openNight = async (changes: Raw = {}, severity: Severity = "sev2"): Promise<World> => {
  const world = makeWorld({ directory: directoryOf(changes) });
  await world.open("message-1", severity);
  return world;
};

type Of<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: T }>;

/** The events of one kind, in order. */
export const eventsOf = <T extends IncidentEvent["type"]>(
  world: World,
  type: T,
): readonly Of<T>[] =>
  world.memory.recorded(world.first).filter((event): event is Of<T> => event.type === type);

/** "03:05 half time Ana Costa" for each call of a step. */
export const callsOf = (world: World, key = "block"): readonly string[] =>
  eventsOf(world, "PeopleCalled")
    .filter(({ step }) => step === key)
    .map(
      ({ at, rung, people: called }) =>
        `${at.slice(11, 16)} ${rung}: ${called.map(({ name }) => name).join(", ")}`,
    );

type Told = { readonly to: string; readonly text: string };

/** Texts that mention somebody: in a thread, or in a chat with them alone. */
const told = (chat: RecordingChat, alone: boolean): readonly Told[] =>
  chat
    .standing()
    .flatMap(({ message, conversationId }) =>
      message.kind === "text" && message.mention && conversationId.startsWith("personal:") === alone
        ? [{ to: message.mention.name, text: message.text }]
        : [],
    );

export const mentions = ({ chat }: World): readonly Told[] => told(chat, false);
export const aloneTo = ({ chat }: World): readonly Told[] => told(chat, true);

/** Another process over the same database, Teams and tenant, after this one ended. */
export const restarted = (world: World): World =>
  makeWorld({ after: world, directory: world.duty.directory() });
