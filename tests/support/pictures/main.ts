/**
 * Draws every card in every state: `npx tsx tests/support/pictures/main.ts <folder> [part of a name]`.
 * 320 px is a phone, 450 px the Playground, 720 px a wide desktop card. For people to look at; the
 * checks that need no eyes are in tests/cards.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { everyCard, type NamedCard } from "../cards.ts";
import { hostConfig, pageStyle, themes } from "./host.ts";

const widths = [320, 450, 720];
/** Buttons that open a panel, and what the picture of the open panel is called. */
const panels = {
  Review: "confirm",
  Decline: "decline",
  Freeze: "freeze",
  Details: "details",
  "I looked": "answer",
  "Run now": "waive",
  "Stop after this": "stop",
  "Reviewed, keep": "review",
  "End it now": "close",
  Close: "close",
  Renew: "renew",
};

const bundle = readFileSync(
  createRequire(import.meta.url).resolve("adaptivecards/dist/adaptivecards.js"),
  "utf8",
);

/** Runs in the page: draws a card anew, so that panels are closed and fields are empty. */
const script = `function draw({ card, config, style }) {
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(config);
  drawn.onExecuteAction = () => {};
  drawn.parse(card);
  document.getElementById("style").textContent = style;
  document.getElementById("card").replaceChildren(drawn.render());
}`;

const drawOne = async (page: Page, { name, drawn }: NamedCard, folder: string): Promise<number> => {
  let pictures = 0;
  for (const theme of themes) {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 400 });
      const style = pageStyle(theme, width);
      const facts = JSON.stringify({ card: drawn.card, config: hostConfig(theme), style });
      await page.evaluate(`draw(${facts})`);
      const shoot = async (state: string): Promise<void> => {
        const path = join(folder, `${name}${state}-${String(width)}-${theme}.png`);
        await page.screenshot({ path, fullPage: true });
        pictures += 1;
      };
      await shoot("");
      for (const [title, state] of Object.entries(panels)) {
        const button = page.getByRole("button", { name: title, exact: true });
        if ((await button.count()) === 0) continue;
        await button.click();
        await shoot(`-${state}`);
      }
    }
  }
  return pictures;
};

const draw = async (folder: string): Promise<number> => {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const context = await browser.newContext({
      deviceScaleFactor: 2,
      locale: "en-US",
      timezoneId: "UTC",
    });
    const page = await context.newPage();
    await page.setContent(
      '<!doctype html><html lang="en"><style id="style"></style><div id="card"></div>',
    );
    await page.addScriptTag({ content: bundle });
    await page.addScriptTag({ content: script });
    let pictures = 0;
    const wanted = everyCard().filter(({ name }) => only === undefined || name.includes(only));
    for (const card of wanted) pictures += await drawOne(page, card, folder);
    return pictures;
  } finally {
    await browser.close();
  }
};

const [, , folder, only] = process.argv;
if (folder === undefined) throw new Error("name the folder for the pictures");
console.log(`${String(await draw(folder))} pictures in ${folder}`);
