/** A way back may be for a part of what was done: each action gives back the plan's items and leaves the others alone. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ItemReading } from "../../../src/actions/contract.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { containmentRows } from "./rows-containment.ts";
import { eradicationRows, recoveryRows } from "./rows-eradication.ts";
import { planIn } from "../runs.ts";
import { canonical, type Recorded, type Row, startRecorded } from "./walk.ts";

let recorded: Recorded;
beforeAll(async () => {
  recorded = await startRecorded();
});
afterAll(() => recorded.tenant.close());

const rows = [...containmentRows, ...eradicationRows, ...recoveryRows].filter(
  ({ action: { undo } }) => undo && !undo.together,
);
const named = rows.map((row) => [`${row.action.id} ${row.input ?? ""}`, row] as const);

/** Rows whose plan has several items: without them this would prove nothing. */
const several = new Set<string>();

type Way = "apply" | "undo";
const wayOf = ({ action }: Row, way: Way) => {
  const found = way === "undo" ? action.undo : action;
  if (!found) throw new Error(`${action.id} has no ${way}`);
  return found;
};

const read = async (row: Row, way: Way, plan: Plan): Promise<readonly ItemReading[]> => {
  const { context } = recorded.tenant;
  return wayOf(row, way).observe(context, row.subject, { plan, since: context.now() });
};

/** Requests it and waits until the service did it. */
const go = async (row: Row, way: Way, plan: Plan) => {
  const { tenant } = recorded;
  const answers = await wayOf(row, way).apply(tenant.context, row.subject, plan);
  if (row.waitMs !== undefined) {
    await read(row, way, plan);
    tenant.pass(row.waitMs);
  }
  return answers;
};

const idsOf = (all: readonly { readonly id: string }[]): readonly string[] =>
  all.map(({ id }) => id).sort();

test.each(named)("%s: only the items that are named", async (_name, row) => {
  const { tenant } = recorded;
  await tenant.reset();
  await row.prepare?.(tenant);
  const input = canonical(row.action, row.input);
  const plan = planIn(
    await row.action.preview(tenant.context, row.subject, input),
    row.action,
    row.subject,
  );
  const mayReturn = plan.items.filter(
    ({ id }) => !(row.noWayBack ?? []).some((start) => id.startsWith(start)),
  );
  const [one, ...others] = mayReturn;
  if (!one) throw new Error("nothing can come back");
  if (others.length > 0) several.add(row.action.id);
  await go(row, "apply", plan);
  const part: Plan = { ...plan, direction: "undo", items: [one] };
  expect(idsOf(await go(row, "undo", part))).toEqual([one.id]);
  const back = await read(row, "undo", part);
  expect(back.map(({ id, state }) => [id, state])).toEqual([[one.id, "observed"]]);
  if (others.length === 0) return;
  const held = await read(row, "apply", { ...plan, items: others });
  expect(held.filter(({ state }) => state !== "observed")).toEqual([]);
  expect(idsOf(held)).toEqual(idsOf(others));
});

test("they are many", () => {
  expect([...several].sort()).toEqual([
    "block-mailbox-protocols",
    "clear-forwarding",
    "delete-inbox-rules",
    "disable-devices",
    "disable-inbox-rules",
    "disable-transport-rules",
    "purge-mail",
    "remove-directory-roles",
    "remove-mailbox-delegates",
  ]);
});
