/** The page over the sandbox's store and its Playground. */
import { fileURLToPath } from "node:url";
import { actionById, checkById } from "../../actions/catalogue.ts";
import { type Register } from "../../application/ports/register.ts";
import { type Runtime } from "../../application/ports/runtime.ts";
import { type Store } from "../../application/ports/store.ts";
import { renderException } from "../../cards/exception.ts";
import { exceptionView } from "../../cards/exception-view.ts";
import { faceOf } from "../../cards/parts/face.ts";
import { loadTemplates } from "../../cards/templates.ts";
import { makeDraw } from "../../jobs/draw.ts";
import { type PlaygroundConfig } from "../playground-config.ts";
import { makePlaygroundApi } from "./playground-api.ts";
import { readPresses } from "./presses.ts";
import { type ActAs, startActAs } from "./server.ts";

export type ActAsSettings = {
  readonly port: number;
  readonly playgroundUrl: string;
  readonly botUrl: string;
  /** The Playground's people, team and bot. */
  readonly playground: PlaygroundConfig;
};

export type ActAsPorts = {
  readonly store: Store;
  readonly register: Register;
  readonly runtime: Runtime;
};

const cardsFolder = fileURLToPath(new URL("../../../cards", import.meta.url));

/** Starts the page beside a running Playground; throws where its port is in use. */
export const startActAsPage = (
  { store, register, runtime }: ActAsPorts,
  { port, playgroundUrl, botUrl, playground }: ActAsSettings,
): Promise<ActAs> => {
  const { bot, tenantId, teamId, teamName } = playground;
  const people = playground.people.map(({ objectId: id, name }) => ({ id, name }));
  const templates = loadTemplates(cardsFolder);
  return startActAs({
    port,
    people,
    home: { id: teamId, name: `General of ${teamName}` },
    playgroundUrl,
    api: makePlaygroundApi({
      playgroundUrl,
      endpoint: `${botUrl}/api/messages`,
      tenantId,
      bot,
      people,
    }),
    readPresses: () =>
      readPresses({
        store,
        register,
        now: () => runtime.now(),
        draw: makeDraw(templates, faceOf({ actionById, checkById })),
        drawException: (exception, now) =>
          renderException(templates, exceptionView(exception, now)),
      }),
  });
};
