/** What Cordon closed is read from the database as it was decided: closed, by no person. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { exceptionsCsv } from "../../src/adapters/files/exceptions-csv.ts";
import { makeHandleException } from "../../src/application/handle-exception.ts";
import { makeDatabases, type Databases } from "../adapters/sql/databases.ts";
import { asker, at, by, cordon, lead, wishes } from "../core/exceptions/given.ts";
import { fakeRuntime } from "../support/fakes/fake-runtime.ts";

let databases: Databases;
beforeAll(async () => {
  databases = await makeDatabases("sqlite");
});
afterEach(() => databases.closeOpened());
afterAll(() => databases.stop());

test("an exception that Cordon ended stays so in the database, in its file and for later presses", async () => {
  const url = await databases.freshUrl();
  const { register } = await databases.open(url);
  const handle = makeHandleException({ register, runtime: fakeRuntime(at()) });
  const { exception } = wishes.ask;
  const reason = "Step 2 was observed after all.";
  await handle({ exception, actor: by(asker), wishes: [wishes.ask] });
  await handle({ exception, actor: cordon, wishes: [{ type: "Settle", reason }] });
  const { register: reopened } = await databases.open(url);
  const stored = await reopened.load(exception);
  if (!stored) throw new Error("it isn't stored");
  expect(stored.closed?.by).toBeUndefined();
  expect(stored).toMatchObject({ state: "closed", closed: { at: at(), reason } });
  expect(exceptionsCsv([stored])).toContain(`Cordon,${reason}`);
  expect(await reopened.verify(exception)).toEqual({ ok: true });
  const again = makeHandleException({ register: reopened, runtime: fakeRuntime(at(1)) });
  const pressed = await again({ exception, actor: by(lead), wishes: [wishes.close] });
  expect(pressed).toMatchObject({ kind: "handled", events: [], refusal: { code: "R-305" } });
});
