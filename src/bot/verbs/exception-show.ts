import { z } from "zod/v4";
import { exceptionId } from "../../core/shared/ids.ts";
import { type Verb } from "../bot.ts";
import { shownException } from "../exceptions.ts";
import { unknownCard } from "../press.ts";

const schema = z.strictObject({ exception: exceptionId });

/** The exception's card as it is now, for the presser only. */
export const exceptionShow: Verb = {
  name: "exception.show",
  run: async (deps, press) => {
    const parsed = schema.safeParse(press.data);
    const found = parsed.success ? await deps.register.load(parsed.data.exception) : undefined;
    return found ? shownException(deps, found) : unknownCard;
  },
};
