/** Questions of advanced hunting about one device, by the id that Defender gave it. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { findMachine, type Machine, readEntraDevice } from "../endpoint/machine.ts";
import { existing, type Judged } from "../guard-parts.ts";
import { type Collected, type CollectRun } from "../library.ts";
import { type ArtefactKind, type Subject } from "../../core/incident/plan.ts";

/** Defender's machine ids: SHA-1 in hexadecimal (machine resource). */
const machineId = /^[0-9a-f]{40}$/i;

/** The machine of a device, or why there is none that could be asked about. */
export const machineOf = async (
  context: ActionContext,
  subject: Pick<Subject, "id">,
): Promise<Judged<Machine>> => {
  const device = await existing(
    readEntraDevice(context, subject.id),
    "Entra has no device with this id any more.",
  );
  if ("reason" in device) return device;
  const machine = await findMachine(context, device.found);
  if ("reason" in machine || machineId.test(machine.found.id)) return machine;
  return { reason: "Defender gave the machine an id of an unknown form." };
};

/** The clause that names the machine, or with `!=` every other one. */
export const ofMachine = ({ id }: Pick<Machine, "id">, operator: "==" | "!=" = "=="): string =>
  `where DeviceId ${operator} "${id}"`;

const text = z.string().nullish();

/** What is used of a row of AlertEvidence: one entity of one alert (Defender XDR schema). */
export const alertRow = z.looseObject({
  Timestamp: z.string(),
  AlertId: z.string(),
  Title: text,
  FileName: text,
  FolderPath: text,
  SHA1: text,
  ThreatFamily: text,
});
export type AlertRow = z.infer<typeof alertRow>;

/** What is used of a row of logons, added up by account and by where they came from. */
export const logonRow = z.looseObject({
  DeviceId: text,
  DeviceName: text,
  ActionType: text,
  LogonType: text,
  AccountDomain: text,
  AccountName: text,
  FirstSeen: z.string(),
  LastSeen: z.string(),
});
export type LogonRow = z.infer<typeof logonRow>;

/** Domain and name; an account of the device itself has the device as its domain. */
export const accountOf = ({ AccountDomain: domain, AccountName: name }: LogonRow): string =>
  [domain, name].filter((word) => typeof word === "string" && word !== "").join("\\");

/** Rows of the same kind as one: a device has up to some hundred thousand in a week, and they must fit into 50 MB. */
export const addedUp = (columns: readonly string[], more: readonly string[] = []): string =>
  `summarize ${["Count = count()", "FirstSeen = min(Timestamp)", "LastSeen = max(Timestamp)", ...more].join(", ")} by ${columns.join(", ")}`;

/** Nothing could be asked: there is no machine. It is tried again by the next run, never taken for "nothing found". */
const withoutMachine = (
  { now }: Pick<ActionContext, "now">,
  subject: Pick<Subject, "id">,
  {
    kind,
    run,
    why,
  }: { readonly kind: ArtefactKind; readonly run: CollectRun; readonly why: string },
): Collected => ({
  content: {
    kind,
    subject: subject.id,
    run: run.run,
    readAt: now(),
    reason: why,
    parts: { machine: { state: "not evaluable", why: "NoMachine" } },
  },
  summary: `${why.replace(/\.$/, "")}. Not evaluable: machine (NoMachine).`,
  complete: false,
});

/** Reads what there is of the device's machine in Defender; a file that says why where there is none. Throws TenantFault. */
export const onMachine = async (
  context: ActionContext,
  subject: Subject,
  about: { readonly kind: ArtefactKind; readonly run: CollectRun },
  read: (machine: Machine) => Promise<Collected>,
): Promise<Collected> => {
  const judged = await machineOf(context, subject);
  return "reason" in judged
    ? withoutMachine(context, subject, { ...about, why: judged.reason })
    : read(judged.found);
};
