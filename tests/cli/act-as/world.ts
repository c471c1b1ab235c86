/** The page over an incident of two cards, and a Playground that remembers what it was asked. */
import { type OpenIncident, pressable } from "../../../src/cli/act-as/presses.ts";
import { type Press, type Speech } from "../../../src/cli/act-as/playground-api.ts";
import { type ActAs, startActAs } from "../../../src/cli/act-as/server.ts";
import { everyCard } from "../../support/cards.ts";
import { people as all } from "../../support/incidents.ts";

export const people = [all.ana, all.jon, all.priya, all.bo].map(({ id, name }) => ({ id, name }));
export const home = { id: "19:home@thread.tacv2", name: "General" };
export const playgroundUrl = "http://127.0.0.1:56150";

/** A drawn card of the product, by its name in tests/support/cards. */
export const cardNamed = (name: string): object => {
  const found = everyCard().find((entry) => entry.name === name);
  if (!found) throw new Error(`no card ${name}`);
  return found.drawn.card;
};

export const postOf = (card: object, title = "Step 1: Block sign-in", says = "It waits.") => {
  const owner = { id: all.jon.id, name: all.jon.name, role: "owner" } as const;
  const found = pressable({ title, says, owner, conversationId: "19:x", activityId: "a-1", card });
  if (!found) throw new Error("nothing to press");
  return found;
};

export const incidentWith = (...posts: OpenIncident["posts"]): OpenIncident => ({
  id: "INC-0001",
  title: "Mailbox compromise",
  conversationId: "19:incident@thread.tacv2",
  posts,
});

export type Page = {
  readonly actAs: ActAs;
  readonly pressed: readonly Press[];
  readonly said: readonly Speech[];
};

export const startPage = async (
  incidents: readonly OpenIncident[],
  answer: () => Promise<string> = () => Promise.resolve("Recorded."),
): Promise<Page> => {
  const pressed: Press[] = [];
  const said: Speech[] = [];
  const actAs = await startActAs({
    port: 0,
    people,
    home,
    playgroundUrl,
    readPresses: () => Promise.resolve(incidents),
    api: {
      press: (press) => {
        pressed.push(press);
        return answer();
      },
      say: (speech) => {
        said.push(speech);
        return Promise.resolve();
      },
    },
  });
  return { actAs, pressed, said };
};
