/** From `npm start` to the line that says everything is up. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Figure, median, spellMs } from "./figure.ts";
import { startNewcomer } from "./newcomer.ts";

const rounds = 3;

const readyMs = async (environment: Record<string, string>): Promise<number> => {
  const started = await startNewcomer(environment, ["npm", "start"]);
  await started.stop();
  return started.readyMs;
};

/** What npm's shell, Node and the TypeScript loader take with no program at all. */
const emptyMs = async (): Promise<number> => {
  const start = performance.now();
  const command = "node --import tsx -e 0";
  const child = spawn("npm", ["exec", "--call", command], { stdio: "ignore" });
  await once(child, "exit");
  return performance.now() - start;
};

export const measureStart = async (): Promise<readonly Figure[]> => {
  const [all, alone, empty]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    all.push(await readyMs({}));
    alone.push(await readyMs({ PLAYGROUND: "off" }));
    empty.push(await emptyMs());
  }
  const note = `median of ${rounds}; npm, Node and tsx with no program take ${spellMs(median(empty))}`;
  return [
    { name: "`npm start` to ready", measured: spellMs(median(all)), target: "< 4 s", note },
    {
      name: "the same, PLAYGROUND=off",
      measured: spellMs(median(alone)),
      target: "none",
      note: "the difference is Microsoft's Playground",
    },
  ];
};
