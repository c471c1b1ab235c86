import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Browser, type Page } from "playwright-core";
import { launch } from "../e2e/teams-page.ts";
import { settled } from "../support/given.ts";
import { makeSecretWorld, password, type SecretWorld } from "./secret-world.ts";

const minute = 60_000;

describe("the one-time page in a browser", () => {
  let browser: Browser;
  const worlds: SecretWorld[] = [];
  beforeAll(async () => {
    browser = await launch();
  }, minute);
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()));
  });
  afterAll(() => browser.close());

  const told = async (): Promise<SecretWorld & { readonly link: string }> => {
    const world = await makeSecretWorld();
    worlds.push(world);
    await world.seal();
    await world.settle([settled("observed", ["observed"])]);
    await world.tell();
    return { ...world, link: world.links()[0] ?? "" };
  };

  /** What a policy or a script complains about. */
  const listening = (page: Page): readonly string[] => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (fault) => complaints.push(fault.message));
    return complaints;
  };

  /** Saves a picture where PICTURES names a folder. */
  const picture = async (page: Page, name: string): Promise<void> => {
    const folder = process.env["PICTURES"];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
  };

  const looks = [
    { name: "light", width: 900, colorScheme: "light" },
    { name: "phone-dark", width: 320, colorScheme: "dark" },
  ] as const;

  test.each(looks)(
    "is used with the keyboard alone, $name",
    async ({ name, width, colorScheme }) => {
      const { link, revealed } = await told();
      const context = await browser.newContext({ viewport: { width, height: 640 }, colorScheme });
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const page = await context.newPage();
      const complaints = listening(page);
      await page.goto(link);
      expect(page.url()).toBe(link.split("#")[0]);
      expect(await page.getByLabel("Code").isVisible()).toBe(false);
      await picture(page, `secret-ask-${name}`);
      expect(revealed).toHaveLength(0);
      await page.keyboard.press("Enter");
      const shown = page.locator("#secret");
      await shown.waitFor();
      expect(await shown.textContent()).toBe(password);
      await picture(page, `secret-shown-${name}`);
      await page.getByRole("button", { name: "Copy" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("Copied.").waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe(password);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
      const later = await context.newPage();
      await later.goto(link);
      await later.getByRole("button", { name: "Show it once" }).click();
      await later.getByText("was used at").waitFor();
      await picture(later, `secret-used-${name}`);
      await page.goto("about:blank");
      // Kept nowhere: the browser would have to press once more.
      await expect(page.goBack()).rejects.toThrow("ERR_CACHE_MISS");
      // The browser itself tells of pages that it didn't get.
      const own = complaints.filter((text) => !text.startsWith("Failed to load resource"));
      expect(own).toEqual([]);
      await context.close();
    },
    minute,
  );

  test(
    "works without script: the code is pasted",
    async () => {
      const { link } = await told();
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(link);
      await page.getByLabel("Code").fill(link);
      await page.keyboard.press("Enter");
      await page.locator("#secret").waitFor();
      expect(await page.locator("#secret").textContent()).toBe(password);
      await context.close();
    },
    minute,
  );

  test(
    "is shown in no frame and runs nothing that a secret's text brings along",
    async () => {
      const { link } = await told();
      const page = await browser.newPage();
      await page.setContent(`<iframe src="${link}"></iframe>`);
      const frame = page.frames()[1];
      await frame?.waitForLoadState();
      expect(await frame?.content()).not.toContain("Show it once");
      await page.close();
    },
    minute,
  );
});
