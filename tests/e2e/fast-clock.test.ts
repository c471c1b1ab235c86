import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type Cordon, startCordon } from "./cordon.ts";
import { recordOf } from "./record.ts";
import { changesOf, marta, openIncident, shortPlaybooks, stepCard } from "./subjects.ts";
import { openTeam, type Team } from "./team.ts";

let cordon: Cordon;
let team: Team;
let playbooks: string;

beforeAll(async () => {
  playbooks = await shortPlaybooks();
  cordon = await startCordon({ PLAYBOOK_DIR: playbooks, SANDBOX_CLOCK_SPEED: "60" });
  team = await openTeam(cordon);
}, 60_000);

afterAll(async () => {
  team.close();
  await cordon.stop();
  await rm(dirname(playbooks), { recursive: true });
}, 30_000);

test("at speed 60 a proposal lapses after ten seconds, which are its ten minutes", async () => {
  const incident = await openIncident(team, marta);
  await stepCard(team, "Block sign-in", marta, "Waiting for");
  const asked = performance.now();
  await stepCard(team, "Block sign-in", marta, "Lapsed {{");
  const seconds = (performance.now() - asked) / 1_000;
  expect(seconds).toBeGreaterThan(8);
  expect(seconds).toBeLessThan(15);
  const at = z.iso.datetime().transform((text) => Date.parse(text));
  const timeOf = (type: string): number =>
    at.parse(recordOf(cordon.folder, incident).find((entry) => entry.type === type)?.["at"]);
  const minutes = (timeOf("StepLapsed") - timeOf("StepProposed")) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(10);
  expect(minutes).toBeLessThan(11.5);
  expect(await changesOf(cordon, marta)).toEqual([]);
}, 60_000);
