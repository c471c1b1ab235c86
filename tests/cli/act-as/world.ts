/** The page over an incident of two cards, and a Playground that remembers what it was asked. */
import { type OpenIncident, pressable } from "../../../src/cli/act-as/presses.ts";
import { type Press, type Speech } from "../../../src/cli/act-as/playground-api.ts";
import { type ActAs, startActAs } from "../../../src/cli/act-as/server.ts";
import { people as all } from "../../support/incidents.ts";

export const people = [all.ana, all.jon, all.priya, all.bo].map(({ id, name }) => ({ id, name }));
export const home = { id: "19:home@thread.tacv2", name: "General" };
export const playgroundUrl = "http://127.0.0.1:56150";

const handle = { id: "approval-1", nonce: "nonce-1" };
const execute = (title: string, verb: string, more: object = {}): object => ({
  type: "Action.Execute",
  title,
  verb,
  data: handle,
  ...more,
});
const panel = (id: string, items: readonly object[]): object => ({
  type: "Container",
  id,
  isVisible: false,
  items,
});

/** Built as a step's card is: buttons that open panels, and in each panel a deed with its field. */
export const waitingCard = {
  type: "AdaptiveCard",
  body: [
    { type: "TextBlock", text: "Block sign-in" },
    {
      type: "ActionSet",
      actions: [
        { type: "Action.ToggleVisibility", title: "Review" },
        execute("Look again", "step.look", { associatedInputs: "none" }),
      ],
    },
    panel("confirm", [
      {
        type: "ActionSet",
        actions: [
          execute("Approve: end sessions", "step.approve", {
            associatedInputs: "none",
            style: "destructive",
          }),
        ],
      },
    ]),
    panel("decline", [
      { type: "Input.Text", id: "reason", label: "Why not? The lead reads this.", maxLength: 300 },
      {
        type: "ActionSet",
        actions: [
          execute("Decline this step", "step.decline", { associatedInputs: "auto" }),
          execute("Ask me later", "step.decline", { data: { ...handle, answer: "later" } }),
        ],
      },
    ]),
  ],
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
