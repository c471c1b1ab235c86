/** Takes the pictures of README and docs from a running Cordon, in Microsoft's local Teams client. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startCordon } from "../../e2e/cordon.ts";
import { openTeams, type TeamsPage } from "../../e2e/teams-page.ts";

const [, , folder = "docs/pictures"] = process.argv;

const shoot = async (teams: TeamsPage, heading: string, name: string): Promise<void> => {
  await teams.thread(heading).screenshot({ path: join(folder, `${name}.png`) });
};

const tell = async (teams: TeamsPage): Promise<void> => {
  await teams.channel("General");
  await teams.say("incident open");
  await teams.page.getByText("Open an incident").first().waitFor();
  const clip = { x: 0, y: 0, width: 1280, height: 1000 };
  await teams.page.screenshot({ path: join(folder, "form.png"), clip });
  await teams.say(
    "incident open mailbox-compromise marta.oliveira@contoso.example sev2 Sign-ins from abroad, hidden rule",
  );
  await teams.page.getByText("INC-0001 is open").waitFor();
  await teams.channel("Incident");
  await teams.thread("Block sign-in").getByText("waits for your decision").waitFor();
  await teams.thread("Block sign-in").getByRole("button", { name: "Review" }).click();
  await shoot(teams, "Block sign-in", "step-review");
  await teams.approve("Block sign-in");
  await teams
    .thread("Block sign-in")
    .getByText(/^Observed \d/)
    .first()
    .waitFor();
  await teams.approve("End sign-in sessions");
  await teams.approve("Disable suspicious inbox rules");
  await teams
    .thread("End sign-in sessions")
    .getByText(/^Observed \d/)
    .first()
    .waitFor();
  await shoot(teams, "End sign-in sessions", "step-observed");
  await teams.approve("Confirm account compromised");
  await teams.page.getByText("(R-104)").waitFor();
  await shoot(teams, "Confirm account compromised", "step-refused");
  await teams.page.waitForTimeout(1_500);
  const headline = teams.thread("INC-0001 Mailbox compromise");
  // The oldest post stands last: to the end of the channel.
  await teams.page.mouse.move(700, 800);
  await teams.page.mouse.wheel(0, 100_000);
  await teams.page.waitForTimeout(500);
  const box = await headline.boundingBox();
  if (!box) throw new Error("no headline");
  // The headline and the first log cards: what fits on a README's page.
  const upper = { x: box.x, y: box.y, width: 560, height: Math.min(box.height, 1_330) };
  await teams.page.screenshot({ path: join(folder, "channel.png"), clip: upper });
};

await mkdir(folder, { recursive: true });
const cordon = await startCordon();
try {
  const teams = await openTeams(cordon.playground, { width: 1280, height: 3200 });
  try {
    await tell(teams);
  } finally {
    await teams.close();
  }
} finally {
  await cordon.stop();
}
