/** What can stand in the organisation's block list, and how people name it. */
import { z } from "zod/v4";
import { type ActionInput } from "../contract.ts";

export const listTypes = ["Sender", "Url", "FileHash", "IP"] as const;
export type ListType = (typeof listTypes)[number];

/** An entry as New-TenantAllowBlockListItems takes it. */
export type BlockEntry = { readonly type: ListType; readonly value: string };

const prefixes: Readonly<Record<ListType, string>> = {
  Sender: "sender",
  Url: "url",
  FileHash: "hash",
  IP: "ip",
};

const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/;
const address = /^[^@\s:,;/]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/;
const url = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d{1,5})?(\/\S*)?$/i;

/** Blocking one of these would stop mail with half the world. */
const everybodys =
  /^(gmail|googlemail|outlook|hotmail|live|msn|yahoo|icloud|me|aol|gmx|web|proton|protonmail)\.(com|net|de|me|ch|co\.uk|fr)$/;

const refused = (why: string): ReturnType<ActionInput["parse"]> => ({ ok: false, why });

const accepted = ({ type, value }: BlockEntry): ReturnType<ActionInput["parse"]> => ({
  ok: true,
  value: `${prefixes[type]}:${value}`,
});

const senderOf = (text: string): ReturnType<ActionInput["parse"]> => {
  const value = text.toLowerCase();
  if (domain.test(value) && everybodys.test(value)) {
    return refused(`${value} is a mail provider of many: name the sender's address.`);
  }
  return domain.test(value) || address.test(value)
    ? accepted({ type: "Sender", value })
    : refused("That is no address, domain, URL, SHA-256 or IPv6 address.");
};

const urlOf = (text: string): ReturnType<ActionInput["parse"]> => {
  const value = text.replace(/^https?:\/\//i, "").replace(/\/$/, "");
  if (!url.test(value) || value.length > 250) return refused("That is no URL Exchange can block.");
  const [host = "", ...path] = value.split("/");
  return accepted({ type: "Url", value: [host.toLowerCase(), ...path].join("/") });
};

const ipOf = (text: string): ReturnType<ActionInput["parse"]> =>
  z.ipv6().safeParse(text.split("/")[0]).success
    ? accepted({ type: "IP", value: text.toLowerCase() })
    : refused("That is no IPv6 address.");

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/;

const hashOf = (text: string): ReturnType<ActionInput["parse"]> =>
  /^[0-9a-f]{64}$/i.test(text)
    ? accepted({ type: "FileHash", value: text.toLowerCase() })
    : refused("That is no SHA-256: 64 hexadecimal digits.");

const readers: Readonly<Record<string, (text: string) => ReturnType<ActionInput["parse"]>>> = {
  sender: senderOf,
  url: urlOf,
  hash: hashOf,
  ip: ipOf,
};

/** What it is can be told by its looks; a domain alone is taken for a sender's. */
const guess = (text: string): ReturnType<ActionInput["parse"]> => {
  if (ipv4.test(text)) {
    return refused(
      "Exchange's list takes IPv6 only. IPv4: Set-HostedConnectionFilterPolicy -IPBlockList.",
    );
  }
  if (/^[0-9a-f]{64}$/i.test(text)) return hashOf(text);
  if (/^https?:\/\//i.test(text) || (text.includes("/") && !text.includes("::")))
    return urlOf(text);
  return /^[0-9a-f]*:[0-9a-f:]+(\/\d+)?$/i.test(text) ? ipOf(text) : senderOf(text);
};

/** "sender:…", "url:…", "hash:…" or "ip:…"; the canonical spelling is read as itself. */
export const blockInput: ActionInput = {
  label: "sender, domain, URL, SHA-256 or IPv6",
  example: "ap-backup@fastmail.example",
  parse: (raw) => {
    const text = raw.trim();
    const [, prefix = "", rest = ""] = /^(sender|url|hash|ip):(.+)$/i.exec(text) ?? [];
    return (readers[prefix.toLowerCase()] ?? guess)(rest === "" ? text : rest.trim());
  },
};

/** The entry of a canonical input. */
export const entryOf = (canonical: string): BlockEntry => {
  const at = canonical.indexOf(":");
  const type = listTypes.find((each) => prefixes[each] === canonical.slice(0, at)) ?? "Sender";
  return { type, value: canonical.slice(at + 1) };
};

/** Domain of a sender or host of a URL; undefined for what has none. */
export const domainOf = ({ type, value }: BlockEntry): string | undefined => {
  if (type === "Sender") return value.split("@").at(-1);
  return type === "Url" ? value.split(/[:/]/)[0] : undefined;
};
