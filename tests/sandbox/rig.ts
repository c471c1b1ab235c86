import { beforeEach } from "@jest/globals";
import { forFile } from "../support/for-file.ts";
import { openRig, type Rig } from "./client.ts";

/** One sandbox for all tests of a file; each of them finds it as seeded. */
export const rigForFile = (options?: Parameters<typeof openRig>[0]): Rig => {
  const rig = forFile(
    () => openRig(options),
    ({ close }) => close(),
  );
  beforeEach(async () => {
    await rig.control("POST", "/reset");
  });
  return rig;
};
