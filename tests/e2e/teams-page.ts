/** The local Teams client in a real browser, driven as a person would. */
import { existsSync } from "node:fs";
import { eventually } from "./cordon.ts";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

const programs = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The machine's own browser. Where there is none the run fails and says how to get one. */
const browserProgram = (): string => {
  const found = programs.find((path) => path !== "" && existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    "The browser tests need Chromium. On Debian: apt-get install chromium. Elsewhere set CHROMIUM to its path.",
  );
};

/** Starts the browser without a window. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserProgram(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

export type TeamsPage = {
  readonly page: Page;
  /** Opens a channel of the team. */
  channel(name: "General" | "Incident"): Promise<void>;
  /** Mentions Cordon in a new post. */
  say(text: string): Promise<void>;
  /** The thread whose root card has this heading. */
  thread(heading: string): Locator;
  /** Reviews and approves a step in its thread, as the person at the keyboard. */
  approve(heading: string): Promise<void>;
  close(): Promise<void>;
};

/** Opens the client before anything is posted: a reload would empty its conversations. */
export const openTeams = async (
  url: string,
  size = { width: 1600, height: 1000 },
  scheme: "light" | "dark" = "light",
): Promise<TeamsPage> => {
  const browser = await launch();
  const page = await browser.newPage({ viewport: size, colorScheme: scheme });
  // Fonts come from outside; the test talks to loopback only.
  await page.route(
    ({ hostname }) => hostname !== "127.0.0.1",
    (route) => route.abort(),
  );
  await page.goto(url);
  const place = (name: string): Locator =>
    page.getByRole("treeitem", { name: `Contoso IR - ${name}` });
  await place("General").waitFor();
  await page.getByRole("button", { name: "Hide log panel" }).click();
  const thread = (heading: string): Locator =>
    page
      .getByRole("group")
      .filter({ has: page.getByRole("heading", { name: heading }) })
      .last();
  return {
    page,
    thread,
    approve: async (heading) => {
      const step = thread(heading);
      // The client draws threads anew when posts come, and closes their panels: the owner is rung
      // first, and whoever still finds the panel closed presses Review again.
      await step.getByText("waits for your decision").waitFor();
      await eventually(async () => {
        await step.getByRole("button", { name: "Review" }).click({ timeout: 2_000 });
        await step.getByRole("button", { name: /^Approve: / }).click({ timeout: 2_000 });
      });
    },
    channel: (name) => place(name).click(),
    say: async (text) => {
      await page.getByRole("textbox").first().click();
      await page.keyboard.type("@");
      await page.getByRole("menuitem", { name: "Cordon" }).click();
      await page.keyboard.type(` ${text}`);
      await page.getByRole("button", { name: "Post", exact: true }).click();
    },
    close: () => browser.close(),
  };
};
