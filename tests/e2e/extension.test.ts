import { expect, jest, test } from "@jest/globals";
import { z } from "zod/v4";
import { stageForFile } from "./stage.ts";
import { jonasLegal, jonasSales } from "./subjects.ts";
import { buttonOf, buttonsOf, wordsOf } from "./team.ts";

jest.setTimeout(30_000);

const stage = stageForFile({}, "shipped");

const commandId = "openIncident";
const dialog = z.object({
  task: z.object({
    type: z.literal("continue"),
    value: z.object({ title: z.string(), card: z.object({ content: z.looseObject({}) }) }),
  }),
});
const line = z.object({ task: z.object({ type: z.literal("message"), value: z.string() }) });

/** What a person sees in the dialog. */
const shown = (body: unknown): { card: object; text: string } => {
  const card = dialog.parse(body).task.value.card.content;
  return { card, text: wordsOf(card) };
};
const fetchForm = async (content: string) =>
  shown(
    await stage.team().extend("fetchTask", {
      commandId,
      data: {},
      messagePayload: { id: "1", body: { contentType: "html", content } },
    }),
  );
const submit = (data: object): Promise<unknown> =>
  stage.team().extend("submitAction", { commandId, data });

test("from a message to an open incident: form, check, yes", async () => {
  const form = await fetchForm(
    "<p>Marta says <b>she never</b> sent&nbsp;this &amp; more <script>x()</script></p>",
  );
  expect(form.text).not.toContain("INC-");
  expect(JSON.stringify(form.card)).toContain("Marta says she never sent this & more");
  expect(JSON.stringify(form.card)).not.toContain("<b>");
  const check = buttonOf(form.card, "incident.check").data;
  const values = {
    ...check,
    scenario: "mailbox-compromise",
    subject: "marta.oliveira@contoso.example",
    severity: "sev2",
    seen: "Marta says she never sent this",
  };
  const asked = shown(await submit(values));
  expect(asked.text).toContain("Is this the right account?");
  expect(asked.text).toContain("5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e");
  expect(await stage.said("incident list all")).not.toContain("INC-");
  const yes = buttonOf(asked.card, "incident.confirm").data;
  const opened = shown(await submit(yes));
  expect(opened.text).toContain("INC-0001 is open");
  // Sent again, as a slow client does: nothing more is opened.
  await submit(yes);
  await stage.team().post("INC-0001 Mailbox compromise", "Lead Ana Costa");
  expect(await stage.said("incident list all")).not.toContain("INC-0002");
  expect(stage.record("INC-0001")[0]).toMatchObject({
    type: "IncidentOpened",
    seen: "Marta says she never sent this",
    severity: "sev2",
  });
});

test("an empty dialog stays open and says what is missing", async () => {
  const form = await fetchForm("");
  const empty = shown(await submit(buttonOf(form.card, "incident.check").data));
  expect(empty.text).toContain("Choose what happened.");
  expect(empty.text).toContain("Choose how bad it is.");
  expect(buttonOf(empty.card, "incident.check")).toBeDefined();
});

test("two people with one name are told apart in the dialog", async () => {
  const asked = shown(
    await submit({
      verb: "incident.check",
      scenario: "mailbox-compromise",
      subject: "Jonas Berg",
      severity: "sev3",
      seen: "",
    }),
  );
  const choices = buttonsOf(asked.card).filter(({ verb }) => verb === "incident.choose");
  const opened = shown(await submit(choices[0]?.data ?? {}));
  expect(opened.text).toContain(`subject id ${jonasSales.slice(-4)}`);
  expect(opened.text).not.toContain(jonasLegal.slice(-4));
});

test("a dialog can't do what isn't about opening", async () => {
  const card = await stage.team().post("Block sign-in", "Waiting for Ana Costa");
  const { data } = buttonOf(card.card, "step.approve");
  for (const sent of [{ ...data, verb: "step.approve" }, { verb: 7 }, {}, "text", null]) {
    const { task } = line.parse(
      await stage.team().extend("submitAction", { commandId, data: sent }),
    );
    expect(task.value).toContain("R-101");
  }
  expect(await stage.cordon.ledger()).not.toContainEqual(
    expect.objectContaining({ target: expect.objectContaining({ kind: "user" }) }),
  );
});
