/** Time and randomness of this machine. */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { type Runtime } from "../../application/ports/runtime.ts";
import { instant } from "../../core/shared/ids.ts";

/** Without look-alikes (0 O, 1 l I), because people read them aloud over the phone. */
const classes = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#%*+-=?@_"];
const passwordLength = 24;

const pick = (letters: string): string => letters.charAt(randomInt(letters.length));

/** Fisher-Yates, so that the four guaranteed classes aren't always in front. */
const shuffled = (letters: readonly string[]): readonly string[] => {
  const rest = [...letters];
  return letters.map(() => rest.splice(randomInt(rest.length), 1)[0] ?? "");
};

const password = (): string => {
  const all = classes.join("");
  const filler = Array.from({ length: passwordLength - classes.length }, () => pick(all));
  return shuffled([...classes.map(pick), ...filler]).join("");
};

const random128 = (): string => randomBytes(16).toString("hex");

/**
 * The Runtime of a running Cordon. Its clock is the machine's; with a speed other than 1 it leaves it at this moment,
 * and so a second start begins at the machine's time again, before what the first one last wrote.
 */
export const systemRuntime = ({ speed = 1 }: { readonly speed?: number } = {}): Runtime => {
  const start = Date.now();
  return {
    now: () => instant.parse(new Date(start + (Date.now() - start) * speed).toISOString()),
    speed,
    id: random128,
    nonce: random128,
    sha256: (text) => createHash("sha256").update(text, "utf8").digest("hex"),
    secret: password,
  };
};
