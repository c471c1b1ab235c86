/** Devices: Defender takes an isolation at once and does it when the device is there. */
import { expect, jest, test } from "@jest/globals";
import {
  approveAs,
  cardIn,
  contained,
  entryOf,
  keysAtOpening,
  linesOf,
  openAbout,
} from "./incident.ts";
import { stageForFile } from "./stage.ts";
import { observed } from "./subjects.ts";
import { buttonOf, people, type Post } from "./team.ts";

jest.setTimeout(90_000);

const title = "Isolate device";
const laptop = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
const offline = "2f6cdae8f524eee8a13d3a43f529813c95e1dd18";

// Half an hour of patience is 30 s; ten minutes to approve are 10 s.
const stage = stageForFile({ SANDBOX_CLOCK_SPEED: "60" }, "shipped");

/** The deputy: who is on call is in a rota that ends. */
const isolate = async (device: string): Promise<readonly [incident: string, before: number]> => {
  const incident = await openAbout(stage.team(), "endpoint-compromise", device);
  const card = await cardIn(stage.team(), incident, title, "Waiting for");
  const before = (await contained(stage.cordon)).length;
  await approveAs(stage.team(), card, people.sam);
  return [incident, before];
};
const madeSince = async (before: number): Promise<readonly string[]> =>
  linesOf((await contained(stage.cordon)).slice(before)).filter((line) => line.includes("made"));

let pending: Post;
let waits: string;
let online: string;

test("a device that is online is isolated: requested, accepted, observed", async () => {
  const [incident, before] = await isolate("CONTOSO-LT-0417");
  online = incident;
  await cardIn(stage.team(), incident, title, observed);
  expect(await madeSince(before)).toEqual([`machineAction made Isolate ${laptop}`]);
  expect(stage.course(incident, "isolate-device").slice(-3)).toEqual([
    "EffectRequested",
    "EffectAccepted",
    "EffectSettled",
  ]);
});

test("what is asked before the opening counts the steps that a device gets", async () => {
  const text = await stage.said("incident open endpoint-compromise CONTOSO-LT-0388 sev2");
  expect(text).toContain(`, ${String(keysAtOpening(stage.cordon, online).length)} steps`);
});

test("a device that is offline stays pending, and its card says until when", async () => {
  const [incident, before] = await isolate("CONTOSO-LT-0388");
  waits = incident;
  pending = await cardIn(stage.team(), incident, title, "Accepted by Defender for Endpoint");
  expect(pending.text).toContain("after that a person must look");
  expect(await madeSince(before)).toEqual([`machineAction made Isolate ${offline}`]);
});

test("after its patience it is unknown: a person must look, and nothing is asked twice", async () => {
  const settled = await entryOf(stage.cordon, waits, "EffectSettled", ({ step }) => {
    return step === "isolate-device";
  });
  expect(settled["outcome"]).toBe("unknown");
  const requested = await entryOf(stage.cordon, waits, "EffectRequested");
  const minutes =
    (Date.parse(String(settled["at"])) - Date.parse(String(requested["at"]))) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(30);
  const card = await cardIn(stage.team(), waits, title, "Unknown. A person must look");
  const asked = (await stage.cordon.requests()).filter(({ method, path }) => {
    return method === "POST" && path.endsWith(`${offline}/isolate`);
  });
  expect(asked).toHaveLength(1);
  const look = buttonOf(card.card, "step.looked");
  const done = await stage
    .team()
    .press(card, look, people.sam, { seen: "It is switched off in a drawer" });
  expect(done.text).toBe("Recorded under your name.");
});
