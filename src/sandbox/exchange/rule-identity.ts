/**
 * One inbox rule has two names. Graph's `id` is eight bytes in base64 (`AQAAAJ5dZqA=`); Exchange's
 * `RuleIdentity` is the same eight bytes read as a little-endian unsigned 64-bit number, written in
 * decimal (`11558028426879172609`), and its `Identity` is `<mailbox alias>\<RuleIdentity>`. So
 * the rules of both sides can be matched, and those without a Graph twin are the hidden ones.
 * The number is sent as text, because it doesn't fit JavaScript's exact integers.
 */
export const ruleIdentityOf = (graphId: string): string =>
  Buffer.from(graphId, "base64").readBigUInt64LE(0).toString();

/** The Graph id that belongs to a rule number. */
export const graphRuleId = (ruleNumber: number): string => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt32LE(ruleNumber, 4);
  return bytes.toString("base64");
};
