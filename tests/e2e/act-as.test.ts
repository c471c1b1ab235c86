import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type Browser, type Page } from "playwright-core";
import { eventually } from "./cordon.ts";
import { stageForFile } from "./stage.ts";
import { blocked, changesOf, marta, stepCard } from "./subjects.ts";
import { launch } from "./teams-page.ts";

jest.setTimeout(60_000);

const stage = stageForFile();
let browser: Browser;
let page: Page;
const incident = "INC-0001";
const violations: string[] = [];

beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  page.on("console", (message) => violations.push(message.text()));
}, 60_000);

afterAll(() => browser.close(), 30_000);

test("says that nothing waits, and opens an incident in Priya's name", async () => {
  await page.goto(stage.cordon.actAs);
  await page.getByText("Nothing waits. Open an incident in the Playground.").waitFor();
  await page.getByLabel("Person").selectOption("Priya Nair");
  await page.getByLabel(/^Message/u).fill(`incident open only-block ${marta} sev2`);
  await page.getByRole("button", { name: "Say" }).click();
  await page.getByRole("status").getByText("Priya Nair said: incident open").waitFor();
  await stepCard(stage.team(), "Block sign-in", marta, "Waiting for");
  const [opened] = stage.record(incident);
  expect(opened).toMatchObject({ type: "IncidentOpened", lead: { name: "Priya Nair" } });
});

test("approves a step as Jon: the record has his name, and the tenant the change", async () => {
  await page.getByRole("link", { name: "Look again" }).click();
  const card = page.getByRole("article", { name: "Step 1: Block sign-in" });
  await expect(card.innerText()).resolves.toContain("Owner: Ana Costa");
  await card.getByLabel("Person").selectOption("Sam Park");
  await card.getByRole("button", { name: /^Approve/ }).click();
  await page.getByRole("status").getByText("Sam Park pressed Approve").waitFor();
  await expect(page.getByRole("status").innerText()).resolves.toContain("(R-104)");
  await card.getByLabel("Person").selectOption("Jon Lind");
  // Enter in the reason's field must not press the first button, which is the approval.
  await card.getByLabel(/^Why not/u).fill("No");
  await card.getByLabel(/^Why not/u).press("Enter");
  await page.waitForTimeout(300);
  await expect(page.getByRole("status").innerText()).resolves.toContain("Sam Park pressed");
  await card.getByRole("button", { name: /^Approve/ }).press("Enter");
  await page
    .getByRole("status")
    .getByText(/^Jon Lind pressed Approve: .*: Recorded\./u)
    .waitFor();
  await eventually(async () => {
    expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
  });
  expect(stage.entries(incident, "StepApproved")).toMatchObject([
    { actor: { kind: "person", name: "Jon Lind" } },
  ]);
});

test("fits into 320 pixels, and the browser refuses nothing of it", async () => {
  const wide = await page.evaluate("document.documentElement.scrollWidth");
  expect(wide).toBe(320);
  expect(violations).toEqual([]);
});
