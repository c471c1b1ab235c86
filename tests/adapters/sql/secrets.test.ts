import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { type Secrets } from "../../../src/application/ports/secrets.ts";
import { stepKey } from "../../../src/core/shared/ids.ts";
import { alex, at, first, minute } from "./builders.ts";
import { engines } from "./databases.ts";
import { databasesForFile } from "./databases-for-file.ts";
import { dumpOf } from "./dump.ts";

const text = 'Correct-Horse-"9\\{}-Battery';
const step = stepKey.parse("reset-password");
const sealing = {
  incident: first,
  step,
  approvalId: "approval-1",
  label: "New password of 1 account",
  text,
  to: alex,
  expiresAt: at(60 * minute),
};

describe.each(engines)("secrets on %s", (engine) => {
  const databases = databasesForFile(engine);

  const openFresh = async (key = randomBytes(32)) => {
    const url = await databases.freshUrl();
    const open = async (with_ = key): Promise<Secrets> =>
      (await databases.open(url)).secrets(with_, () => at());
    return { url, open, secrets: await open() };
  };

  test("are opened once, with what is known about them", async () => {
    const { secrets } = await openFresh();
    const { id } = await secrets.seal(sealing);
    const { expiresAt, approvalId, label } = sealing;
    const facts = { id, incident: first, step, approvalId, label, to: alex, expiresAt };
    expect(await secrets.find(id)).toEqual({
      ...facts,
      sealedAt: at(),
      state: "sealed",
      endedAt: undefined,
    });
    const shown = { ...facts, sealedAt: at(), state: "revealed", endedAt: at(5) };
    const opened = await secrets.open(id, secrets.tokenOf(id), at(5));
    expect(opened).toEqual({ kind: "opened", text, secret: shown });
    const again = await secrets.open(id, secrets.tokenOf(id), at(9));
    expect(again).toEqual({ kind: "closed", secret: shown });
  });

  test("give their text to one of twenty who press in the same instant", async () => {
    const { secrets, open } = await openFresh();
    const other = await open();
    const { id } = await secrets.seal(sealing);
    const token = secrets.tokenOf(id);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? secrets : other).open(id, token, at(n))),
    );
    expect(all.filter(({ kind }) => kind === "opened")).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === "closed")).toHaveLength(19);
  });

  test("stand nowhere in the database in the clear, nor does their token, before and after", async () => {
    const key = randomBytes(32);
    const { secrets, url } = await openFresh(key);
    const { id } = await secrets.seal(sealing);
    const token = secrets.tokenOf(id);
    const hidden = [text, JSON.stringify(text).slice(1, -1), token];
    const keys = [key.toString("base64"), key.toString("hex")];
    const before = await dumpOf(engine, url);
    expect(before).toContain(id);
    expect([...hidden, ...keys].filter((found) => before.includes(found))).toEqual([]);
    await secrets.open(id, token, at(1));
    const after = await dumpOf(engine, url);
    expect(after).toContain("revealed");
    expect([...hidden, ...keys].filter((found) => after.includes(found))).toEqual([]);
  });

  test("are erased where they are marked: nobody gets one back by setting the mark back", async () => {
    const { secrets, url } = await openFresh();
    const [read, over, thrown] = [
      await secrets.seal(sealing),
      await secrets.seal({ ...sealing, expiresAt: at(1) }),
      await secrets.seal({ ...sealing, approvalId: "approval-2" }),
    ];
    await secrets.open(read.id, secrets.tokenOf(read.id), at());
    await secrets.expire(at(1));
    await secrets.discard({ incident: first, step, approvalId: "approval-2" }, at(1));
    const back = `update secrets set state = 'sealed', expires_at = '${at(60 * minute)}'`;
    await databases.tamper(url, back);
    for (const { id } of [read, over, thrown]) {
      expect(await secrets.open(id, secrets.tokenOf(id), at(2))).toMatchObject({ kind: "closed" });
    }
  });

  test("a wrong or empty token is answered like an unknown id and uses nothing up", async () => {
    const { secrets } = await openFresh();
    const { id } = await secrets.seal(sealing);
    const other = secrets.tokenOf("0".repeat(32));
    for (const [which, token] of [
      [id, other],
      [id, ""],
      [id, `${secrets.tokenOf(id)} `],
      ["0".repeat(32), other],
      ["\0", ""],
    ] as const) {
      expect(await secrets.open(which, token, at())).toEqual({ kind: "unknown" });
    }
    expect(await secrets.open(id, secrets.tokenOf(id), at())).toMatchObject({ kind: "opened" });
  });

  test("end at their time: erased when somebody comes, or when they are swept", async () => {
    const { secrets } = await openFresh();
    const [late, swept] = [await secrets.seal(sealing), await secrets.seal(sealing)];
    const end = sealing.expiresAt;
    expect(await secrets.open(late.id, secrets.tokenOf(late.id), end)).toMatchObject({
      kind: "closed",
      secret: { state: "expired", endedAt: end },
    });
    expect(await secrets.expire(at(60 * minute - 1))).toEqual([]);
    expect(await secrets.expire(end)).toMatchObject([{ id: swept.id, state: "expired" }]);
    expect(await secrets.expire(at(61 * minute))).toEqual([]);
  });

  test("are thrown away for one approval, one secret or the whole step, and never twice", async () => {
    const { secrets } = await openFresh();
    const one = await secrets.seal(sealing);
    await secrets.seal({ ...sealing, approvalId: "approval-2" });
    const lone = await secrets.seal({ ...sealing, approvalId: "approval-3" });
    await secrets.seal({ ...sealing, step: stepKey.parse("another-step") });
    const which = { incident: first, step };
    expect(await secrets.discard({ ...which, approvalId: "approval-1" }, at(1))).toBe(1);
    expect(await secrets.discard({ ...which, id: lone.id }, at(1))).toBe(1);
    expect(await secrets.discard(which, at(2))).toBe(1);
    expect(await secrets.discard(which, at(3))).toBe(0);
    const opened = await secrets.open(one.id, secrets.tokenOf(one.id), at(4));
    expect(opened).toMatchObject({ kind: "closed", secret: { state: "discarded" } });
  });

  test("after a crash another process makes the same link, and with another key opens nothing", async () => {
    const { secrets, open } = await openFresh();
    const { id } = await secrets.seal(sealing);
    const [restarted, stranger] = [await open(), await open(randomBytes(32))];
    expect(restarted.tokenOf(id)).toBe(secrets.tokenOf(id));
    expect(stranger.tokenOf(id)).not.toBe(secrets.tokenOf(id));
    await expect(stranger.open(id, secrets.tokenOf(id), at(1))).rejects.toThrow();
    expect(await restarted.open(id, secrets.tokenOf(id), at(1))).toMatchObject({ text });
  });

  test.each(["incident = 'INC-0099'", "step = 'another'", `person = '${alex.id.slice(0, -1)}9'`])(
    "don't open in a row that was altered: %s",
    async (change) => {
      const { secrets, url } = await openFresh();
      const { id } = await secrets.seal(sealing);
      await databases.tamper(url, `update secrets set ${change}`);
      await expect(secrets.open(id, secrets.tokenOf(id), at(1))).rejects.toThrow();
      expect(await secrets.find(id)).toMatchObject({ state: "sealed" });
    },
  );

  test("need a key of 32 bytes", async () => {
    await expect(openFresh(randomBytes(31))).rejects.toThrow("31 bytes");
  });
});
