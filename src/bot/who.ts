/** Who speaks: a responder of the directory whose account is a member's in good standing, or nobody. */
import { TenantFault } from "../actions/tenant.ts";
import { type Standing } from "../actions/standing.ts";
import { type RefusalCode } from "../core/approval/refusals.ts";
import { refusal } from "../core/approval/sentences.ts";
import { type Person } from "../core/incident/people.ts";
import { personById } from "../core/ownership/directory.ts";
import { type Reply, type Speaker } from "../application/ports/chat.ts";
import { standingKeptMs } from "../application/standing.ts";
import { type BotDeps, line } from "./bot.ts";

/** `code` is undefined where the tenant didn't answer: that is no fact about the person. */
export type Who =
  | { readonly kind: "responder"; readonly person: Person }
  | { readonly kind: "nobody"; readonly reply: Reply; readonly code: RefusalCode | undefined };

const nobody = (code: RefusalCode, reason: string): Who => ({
  kind: "nobody",
  reply: line(refusal(code, reason).sentence),
  code,
});

const standingReason: Readonly<Record<Exclude<Standing, "member">, string>> = {
  guest: "Your account is a guest's here; only members may decide.",
  external: "Your account belongs to another organisation; only members may decide.",
  disabled: "Your account is disabled.",
  gone: "Your account isn't in this tenant any more.",
};

const unread: Who = {
  kind: "nobody",
  reply: {
    kind: "fault",
    code: "S-502",
    text: "Not recorded: Cordon can't read your account now. Try again in a minute. (S-502)",
  },
  code: undefined,
};

/** The tenant's answer; while it gives none, one that is at most an hour old. */
const standingOf = async ({ standings }: BotDeps, { id }: Speaker): Promise<Standing> => {
  try {
    return await standings.of(id);
  } catch (fault) {
    if (fault instanceof TenantFault) return standings.of(id, standingKeptMs);
    throw fault;
  }
};

/**
 * The person behind a verified activity. Absent means denied: who isn't in the directory, is a guest, belongs to
 * another organisation or was disabled is nobody here, and so is everybody while the tenant doesn't answer.
 */
export const whoSpeaks = async (deps: BotDeps, from: Speaker): Promise<Who> => {
  const person = personById(deps.duty.directory(), from.id);
  if (!person) {
    return nobody(
      "R-206",
      "You aren't in Cordon's directory of responders. Ask the incident's lead.",
    );
  }
  try {
    // By the account that acts: an administrator's second account may be disabled when the first isn't.
    const standing = await standingOf(deps, from);
    if (standing === "member") {
      const account = from.id === person.id ? {} : { account: from.id };
      return { kind: "responder", person: { ...person, ...account } };
    }
    return nobody("R-209", standingReason[standing]);
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    deps.log.warn({ person: from.id, code: fault.code }, "a standing can't be read");
    return unread;
  }
};
