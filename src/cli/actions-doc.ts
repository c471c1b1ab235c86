/** `npm run docs:actions`: writes `docs/actions.md` from the catalogue. */
import { writeFile } from "node:fs/promises";
import {
  actionCatalogue,
  checkCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../actions/catalogue.ts";
import { actionsDocument } from "./actions-doc/document.ts";

const file = new URL("../../docs/actions.md", import.meta.url);

await writeFile(
  file,
  actionsDocument({
    actions: actionCatalogue,
    collectors: [...collectorCatalogue, ...slowCollectorCatalogue],
    checks: checkCatalogue,
  }),
);
