import { expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { stageForFile } from "./stage.ts";
import { changesOf, marta, openIncident, stepCard } from "./subjects.ts";

const stage = stageForFile({ SANDBOX_CLOCK_SPEED: "60" });

test("at speed 60 a proposal lapses after ten seconds, which are its ten minutes", async () => {
  const incident = await openIncident(stage.team(), marta);
  await stepCard(stage.team(), "Block sign-in", marta, "Waiting for");
  const asked = performance.now();
  await stepCard(stage.team(), "Block sign-in", marta, "Lapsed {{");
  const seconds = (performance.now() - asked) / 1_000;
  expect(seconds).toBeGreaterThan(8);
  expect(seconds).toBeLessThan(15);
  const at = z.iso.datetime().transform((text) => Date.parse(text));
  const timeOf = (type: string): number =>
    at.parse(stage.record(incident).find((entry) => entry.type === type)?.["at"]);
  const minutes = (timeOf("StepLapsed") - timeOf("StepProposed")) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(10);
  expect(minutes).toBeLessThan(11.5);
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
}, 60_000);
