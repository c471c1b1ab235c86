import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";
import { addressOf, foreignOf, letIn, type SignIn, signInsOf } from "./foreign-sign-ins.ts";
import { hunt, type Hunt } from "./hunting.ts";
import { askAll, daysBefore, differencesOf, type LogPart, type LogQuestion } from "./log-parts.ts";
import { gapsOf, isComplete, isRead, rowsIn, sumOf, withShape } from "./parts.ts";
import { signInQuestion, signInQuestions, unlessUnlicensed } from "./sign-ins.ts";
import { alarmOf, countOf, distinctHits, type Hit, namesOf, parted } from "./spread-parts.ts";

const days = 30;
/** Each address costs four readings of a log that takes 5 requests in 10 s: 10 are 80 s. */
const mostAddresses = 10;
const ruleActions = ["New-InboxRule", "Set-InboxRule", "UpdateInboxRules"] as const;

type Parts = Readonly<Record<string, LogPart>>;
type Window = { readonly from: string; readonly to: string };

const huntRow = z.looseObject({
  AccountObjectId: z.string().nullish(),
  AccountDisplayName: z.string().nullish(),
  UserAgent: z.string().nullish(),
  ErrorCode: z.number().nullish(),
  RawEventData: z.unknown(),
});
type HuntRow = z.infer<typeof huntRow>;

const ruleData = z.looseObject({
  Parameters: z.array(z.looseObject({ Name: z.string(), Value: z.unknown() })),
});

const rowsOf = (part: LogPart | undefined): readonly HuntRow[] => rowsIn(part, huntRow);

/** The name that a rule was given, from Exchange's own record of the cmdlet. */
const ruleNameOf = ({ RawEventData: raw }: HuntRow): string | undefined => {
  const text = z.string().safeParse(raw).data;
  const parsed = ruleData.safeParse(text === undefined ? raw : parseJson(text));
  const name = parsed.data?.Parameters.find((one) => one.Name === "Name")?.Value;
  return typeof name === "string" ? name : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The table holds JSON or plain text, by the connector; plain text names no rule.
    return undefined;
  }
};

const distinct = (values: readonly (string | null | undefined)[]): ReadonlySet<string> =>
  new Set(values.flatMap((value) => (typeof value === "string" && value !== "" ? [value] : [])));

/** Questions about everybody, at the intruder's addresses. */
const addressQuestions = (
  context: ActionContext,
  addresses: readonly string[],
  window: Window,
): readonly LogQuestion[] =>
  addresses.flatMap((address) =>
    (["interactiveUser", "nonInteractiveUser"] as const).map((type) => {
      const question = signInQuestion(context, type, `ipAddress eq '${address}'`, window);
      return { ...question, name: `${question.name} from ${address}` };
    }),
  );

const signInHit = (row: SignIn): Hit => ({
  id: row.userId ?? "",
  name: row.userDisplayName ?? "",
  why: `${letIn(row) ? "signed in" : "tried"} from ${row.ipAddress ?? ""}`,
  in: letIn(row),
});

const huntHit = (row: HuntRow, why: string, isIn: boolean): Hit => ({
  id: row.AccountObjectId ?? "",
  name: row.AccountDisplayName ?? "",
  why,
  in: isIn,
});

/** What the intruder left of themselves in the subject's own logs. */
type Marks = {
  readonly addresses: readonly string[];
  readonly agents: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
};

const marksOf = (subject: Subject, own: Parts, rules: readonly HuntRow[]): Marks => {
  const foreign = foreignOf(Object.values(own).flatMap(signInsOf));
  return {
    addresses: [...distinct(foreign.filter(letIn).map(addressOf))].slice(0, mostAddresses),
    // A browser's agent is everybody's; a script's isn't.
    agents: new Set(
      [...distinct(foreign.map((row) => row.userAgent))].filter(
        (agent) => !agent.startsWith("Mozilla"),
      ),
    ),
    rules: distinct(rules.filter(({ AccountObjectId: id }) => id === subject.id).map(ruleNameOf)),
  };
};

const hitsOf = (marks: Marks, signIns: Parts, hunted: Parts): readonly Hit[] => [
  ...Object.values(signIns).flatMap(signInsOf).map(signInHit),
  ...rowsOf(hunted["sign-ins by agent"])
    .filter(({ UserAgent: agent }) => marks.agents.has(agent ?? ""))
    .map((row) => huntHit(row, `same client ${row.UserAgent ?? ""}`, row.ErrorCode === 0)),
  ...rowsOf(hunted["inbox rules"])
    .filter((row) => marks.rules.has(ruleNameOf(row) ?? "\u0000"))
    .map((row) => huntHit(row, `same rule name ${ruleNameOf(row) ?? ""}`, true)),
];

type Seen = {
  readonly hits: readonly Hit[];
  readonly marks: Marks;
  /** The subject's own sign-ins, from which the marks are. */
  readonly own: Parts;
  /** All parts, the own ones as well. */
  readonly parts: Parts;
};

const areRead = (parts: Parts): boolean => Object.values(parts).every(isRead);

/** How many there are: a number only where all was read, for what wasn't may hold more. */
const enteredOf = (entered: readonly Hit[], parts: Parts): string => {
  const marked = "with the intruder's marks";
  const words = [`other account ${marked}`, `other accounts ${marked}`] as const;
  const [n] = sumOf(countOf(entered), words, areRead(parts));
  return n ?? `no other account ${marked} was seen in what could be read`;
};

/** Marks whose log wasn't read aren't counted as none. */
const lookedFor = ({ marks, own, parts }: Seen): string => {
  const { addresses, agents, rules } = marks;
  const words = [
    ...sumOf(addresses.length, ["address", "addresses"], areRead(own)),
    ...sumOf(agents.size, ["client"], areRead(own)),
    ...sumOf(rules.size, ["rule name"], isRead(parts["inbox rules"])),
  ];
  return `looked for ${words.length === 0 ? "nothing: its own logs weren't read" : words.join(", ")}`;
};

const sentence = (seen: Seen): string => {
  const { entered, others: tried } = parted(seen.hits);
  return [
    enteredOf(entered, seen.parts) + (entered.length > 0 ? `: ${namesOf(entered)}` : ""),
    ...(tried.length > 0
      ? [`${count(countOf(tried), "account")} tried without getting in: ${namesOf(tried)}`]
      : []),
    lookedFor(seen),
  ].join("; ");
};

const askedOf = (
  questions: readonly LogQuestion[],
  actions: string,
  from: string,
): readonly string[] => [
  ...questions.map(({ asked }) => asked),
  `POST runHuntingQuery CloudAppEvents, ${actions}, since ${from}`,
  `POST runHuntingQuery EntraIdSignInEvents since ${from}`,
];

const collect = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
): Promise<Collected> => {
  const window = { from: daysBefore(run.openedAt, days), to: daysBefore(context.now(), 0) };
  const { from } = window;
  const ownQuestions = signInQuestions(context, subject, window).slice(0, 2);
  const own = await unlessUnlicensed(context, await askAll(ownQuestions));
  const listed = ruleActions.map((action) => `"${action}"`).join(", ");
  const rows = async (question: Hunt) => withShape(await hunt(context, question), huntRow);
  const hunted = {
    "inbox rules": await rows({
      table: "CloudAppEvents",
      clauses: [`where ActionType in (${listed})`],
      from,
    }),
    "sign-ins by agent": await rows({ table: "EntraIdSignInEvents", from }),
  };
  const marks = marksOf(subject, own, rowsOf(hunted["inbox rules"]));
  const questions = addressQuestions(context, marks.addresses, window);
  const signIns = await askAll(questions);
  const known = [subject.id, ...run.subjects.map(({ id }) => id)];
  const hits = distinctHits(hitsOf(marks, signIns, hunted), known);
  const parts = { ...own, ...signIns, ...hunted };
  return {
    content: {
      kind: "P3",
      subject: subject.id,
      run: run.run,
      readAt: context.now(),
      window,
      marks: {
        addresses: marks.addresses,
        clients: [...marks.agents],
        ruleNames: [...marks.rules],
      },
      hits,
      parts,
    },
    summary: `${sentence({ hits, marks, own, parts })}.${gapsOf(parts)}${differencesOf(parts)}`,
    complete: isComplete(parts),
    asked: askedOf([...ownQuestions, ...questions], listed, from),
    ...alarmOf(hits, { one: "other account", how: "with the intruder's marks" }),
  };
};

/** P3: who else was there from the same addresses, with the same client, or has a rule of the same name. */
export const spreadHunt: SlowCollector = {
  id: "spread-hunt",
  code: "P3",
  kind: "P3",
  title: "Spread to other accounts",
  subjectKinds: ["user"],
  team: "soc",
  permissions: {
    least: ["AuditLog.Read.All"],
    optional: [
      { name: "ThreatHunting.Read.All", for: "clients and rule names of everybody" },
      { name: "LicenseAssignment.Read.All", for: "telling an empty log from a missing licence" },
    ],
  },
  licences: ["Entra ID P1", "Defender XDR"],
  runsAfter: [30, 1440],
  collect,
};
