import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action } from "../contract.ts";
import { guardPermissions, type UnguardedPreview } from "../guards.ts";
import { cmdletRequest, guardedInExchange, type Way } from "../mailbox/with-exchange.ts";
import { reading, shaped } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { after } from "../../core/shared/ids.ts";
import { type BlockEntry, blockInput, domainOf, entryOf, listTypes } from "./block-entry.ts";
import { readAcceptedDomains } from "./mail-flow.ts";

const days = 30;
const dayMs = 86_400_000;

const parameters = z.object({ type: z.enum(listTypes), value: z.string(), days: z.number() });

const listed = z.object({
  Value: z.string(),
  Action: z.string().nullish(),
  ExpirationDate: z.string().nullish(),
});

type Listed = z.infer<typeof listed>;

const readEntry = async (
  { exchange }: Pick<ActionContext, "exchange">,
  { type, value }: BlockEntry,
): Promise<Listed | undefined> => {
  const asked = { ListType: type, Entry: value };
  const found = await exchange.invoke("Get-TenantAllowBlockListItems", asked);
  return shaped(z.array(listed), found).find(
    (entry) => entry.Value.toLowerCase() === value.toLowerCase(),
  );
};

const until = ({ ExpirationDate }: Listed): string =>
  typeof ExpirationDate !== "string" ? "without an end" : `until ${ExpirationDate.slice(0, 10)}`;

const names: Readonly<Record<BlockEntry["type"], string>> = {
  Sender: "sender",
  Url: "URL",
  FileHash: "file",
  IP: "address range",
};

const isOwn = (entry: BlockEntry, own: ReadonlySet<string>): boolean => {
  const domain = domainOf(entry)?.toLowerCase();
  return (
    domain !== undefined && [...own].some((each) => domain === each || domain.endsWith(`.${each}`))
  );
};

const planFor = async (context: ActionContext, entry: BlockEntry): Promise<UnguardedPreview> => {
  const [own, found] = await Promise.all([readAcceptedDomains(context), readEntry(context, entry)]);
  if (isOwn(entry, own)) {
    const reason = `${entry.value} is in the organisation's own domain: blocking it stops your own mail.`;
    return { kind: "by hand", reason };
  }
  if (found?.Action === "Allow") {
    const reason = `${entry.value} is on the list as allowed: somebody has to take that away first.`;
    return { kind: "by hand", reason };
  }
  if (found) {
    return { kind: "nothing to do", seen: `${entry.value} is blocked already, ${until(found)}.` };
  }
  const about = `${names[entry.type]}, blocked for ${String(days)} days`;
  return {
    kind: "plan",
    draft: {
      items: [{ id: `${entry.type}:${entry.value}`, name: entry.value, about }],
      parameters: { ...entry, days },
      before: { listed: false },
    },
  };
};

const entryIn = (plan: Plan): BlockEntry => parameters.parse(plan.parameters);
const idsOf = (plan: Plan): readonly string[] => plan.items.map(({ id }) => id);

const request = (context: ActionContext, { plan, back }: Way): ReturnType<Action["apply"]> => {
  const { type, value } = entryIn(plan);
  const entry = { ListType: type, Entries: [value] };
  const call = back
    ? { cmdlet: "Remove-TenantAllowBlockListItems", parameters: entry }
    : {
        cmdlet: "New-TenantAllowBlockListItems",
        parameters: {
          ...entry,
          Block: true,
          ExpirationDate: after(context.now(), days * dayMs),
          Notes: plan.incident,
        },
      };
  return sendAll([cmdletRequest(context, idsOf(plan), call)]);
};

/** Blocked counts only with an end: an entry that never ends is somebody else's. */
const readBack = async (context: ActionContext, { plan, back }: Way) => {
  const found = await readEntry(context, entryIn(plan));
  const blocked = found?.Action === "Block" && typeof found.ExpirationDate === "string";
  const why = found
    ? `It is listed as ${found.Action ?? "?"}, ${until(found)}.`
    : "It isn't listed.";
  return idsOf(plan).map((id) => reading(id, back ? found === undefined : blocked, why));
};

const unnamed = "No sender was named: incident step add block-sender <sender, domain or URL>";

const preview: Action["preview"] = (context, subject, value) => {
  const missing = value === undefined ? unnamed : undefined;
  const entry = entryOf(value ?? "");
  const cmdlets = (): string =>
    `New-TenantAllowBlockListItems -ListType ${entry.type} -Block -Entries "${entry.value}" -ExpirationDate (Get-Date).AddDays(${String(days)})`;
  const what = "block list entries";
  const run = { context, subject, what, cmdlets, missing, rules: {}, tenantWide: true } as const;
  return guardedInExchange(run, () => planFor(context, entry));
};

/** C12: the organisation refuses mail from, to and with it for 30 days. */
export const blockSender: Action = {
  id: "block-sender",
  code: "C12",
  title: "Block a sender or URL",
  verb: "block",
  subjectKinds: ["user"],
  team: "soc",
  tier: 2,
  phase: "containment",
  permissions: {
    least: ["Exchange.ManageAsApp", ...guardPermissions],
    role: "Security Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: [],
  input: blockInput,
  text: {
    does: "Puts it on the organisation's block list for 30 days: such mail is quarantined.",
    affects: () => "1 entry for everybody's mail; nobody can write to a blocked sender either.",
    limits: "Mail that has arrived stays; IPv4 addresses need the connection filter.",
    undo: "Takes the entry off the list again.",
    question: () => "Block 1 entry for the whole organisation?",
    notHolding: "Such mail still arrives",
    undone: "Such mail arrives again",
    byHand:
      'In Exchange Online PowerShell: New-TenantAllowBlockListItems -ListType Sender -Block -Entries <address or domain> -ExpirationDate (Get-Date).AddDays(30); for others ListType Url, FileHash or IP (IPv6 only). IPv4: Set-HostedConnectionFilterPolicy Default -IPBlockList @{Add="<address>"}. Or in the Defender portal: Policies, Threat policies, Tenant Allow/Block Lists.',
  },
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, _subject, plan) => request(context, { plan, back: false }),
  observe: (context, _subject, { plan }) => readBack(context, { plan, back: false }),
  undo: {
    apply: (context, _subject, plan) => request(context, { plan, back: true }),
    observe: (context, _subject, { plan }) => readBack(context, { plan, back: true }),
  },
};
