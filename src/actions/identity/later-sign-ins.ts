/** An account that still lets somebody in isn't contained, whatever its properties say (containment trap 2). */
import { type ActionContext } from "../context.ts";
import { type ItemReading } from "../contract.ts";
import { addressOf, letIn, type SignIn, signInsOf } from "../evidence/foreign-sign-ins.ts";
import { type LogPart } from "../evidence/log-parts.ts";
import { signInQuestion } from "../evidence/sign-ins.ts";
import { after, type Instant } from "../../core/shared/ids.ts";
import { type Subject } from "../../core/incident/plan.ts";

/** Directory and services need up to 15 min until a block or an end of sessions is known everywhere. */
const settledMs = 15 * 60_000;

/** Whole seconds, as the logs' filters take them. */
const seconds = (at: Instant): string => `${at.slice(0, 19)}Z`;

type Context = Pick<ActionContext, "graph" | "now">;

/**
 * Graph signin-list: `status/errorCode` can be filtered; v1.0 has the interactive ones only, beta the others. One pass of
 * each, one after the other.
 */
const logsOf = async (
  context: Context,
  { id }: Subject,
  from: Instant,
): Promise<readonly LogPart[]> => {
  const who = `userId eq '${id}' and status/errorCode eq 0`;
  const window = { from: seconds(from), to: seconds(context.now()) };
  const interactive = await signInQuestion(context, "interactiveUser", who, window).look();
  const others = await signInQuestion(context, "nonInteractiveUser", who, window).look();
  return [interactive, others];
};

const timeOf = ({ createdDateTime }: SignIn): string => createdDateTime ?? "";

const firstOf = (parts: readonly LogPart[]): SignIn | undefined =>
  parts
    .flatMap((part) => signInsOf(part).filter(letIn))
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))[0];

/** Names are cut at 60: an app is called whatever its maker likes. */
const sentenceFor = (row: SignIn): string => {
  const at = timeOf(row) === "" ? "at no time given" : `${timeOf(row).slice(0, 16)}Z`;
  const app = (row.appDisplayName ?? "an app without a name").slice(0, 60);
  return `Signed in again ${at} to ${app} from ${addressOf(row) ?? "no address given"}.`;
};

const unreadable = (parts: readonly LogPart[]): string => {
  const codes = parts.flatMap((part) => (part.state === "read" ? [] : [part.why]));
  if (codes.length > 0) return ` Sign-ins can't be read (${[...new Set(codes)].join(", ")}).`;
  const isWhole = parts.every((part) => part.state === "read" && part.complete);
  return isWhole ? "" : " Not all sign-ins could be read.";
};

/**
 * The reading of an account, with its sign-in logs from 15 min after the request on: a sign-in that succeeded makes it
 * "not observed". The logs aren't asked before, nor where the account says by itself that the effect is missing. A log
 * that is refused or missing leaves the reading as it is and is named; throws every other TenantFault.
 */
export const unlessSignedIn = async (
  context: Context,
  subject: Subject,
  { since, found }: { readonly since: Instant; readonly found: ItemReading },
): Promise<ItemReading> => {
  const from = after(since, settledMs);
  if (found.state !== "observed" || Date.parse(context.now()) < Date.parse(from)) return found;
  const parts = await logsOf(context, subject, from);
  const first = firstOf(parts);
  if (first) return { ...found, state: "not observed", why: sentenceFor(first) };
  return { ...found, why: `${found.why}${unreadable(parts)}` };
};
