import { z } from "zod/v4";

const coded = z.looseObject({ code: z.string() });

/** The code of Node's system errors, for example `ENOENT`; undefined where there is none. */
export const errorCodeOf = (caught: unknown): string | undefined => {
  const parsed = coded.safeParse(caught);
  return parsed.success ? parsed.data.code : undefined;
};
