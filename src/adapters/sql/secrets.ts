/** Secrets for one person: encrypted rows whose ciphertext is erased in the statement that marks them. */
import { randomBytes } from "node:crypto";
import { z } from "zod/v4";
import {
  type Opening,
  type SealedSecret,
  type Sealing,
  type Secrets,
} from "../../application/ports/secrets.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { incidentId, instant, type Instant, objectId, stepKey } from "../../core/shared/ids.ts";
import { type Db, type Schema } from "./schema.ts";
import { isSameText, makeSecretBox, type SecretBox, tokenHashOf } from "./secret-box.ts";
import { plain, sortable } from "./stored.ts";

type Row = Schema["secrets"];

const factsSchema = z.object({ label: z.string(), name: z.string() });

/** 128 bits in hexadecimal digits: Teams shows and links such an address as it stands. */
const newId = (): string => randomBytes(16).toString("hex");

/** What the ciphertext is bound to: moved to another row or another person's it doesn't open. */
const aboutOf = (row: Pick<Row, "id" | "incident" | "step" | "person">): string =>
  canonicalJson({ id: row.id, incident: row.incident, step: row.step, person: row.person });

const readRow = (row: Row): SealedSecret => {
  const { label, name } = factsSchema.parse(JSON.parse(row.facts));
  return {
    id: row.id,
    incident: incidentId.parse(row.incident),
    step: stepKey.parse(row.step),
    ...(row.approval !== null && { approvalId: row.approval }),
    label,
    to: { id: objectId.parse(row.person), name },
    sealedAt: instant.parse(row.sealed_at),
    expiresAt: instant.parse(row.expires_at),
    state: row.state,
    endedAt: row.ended_at === null ? undefined : instant.parse(row.ended_at),
  };
};

const rowOf = (db: Db, id: string): Promise<Row | undefined> =>
  db.selectFrom("secrets").selectAll().where("id", "=", plain(id)).executeTakeFirst();

type Ended = Exclude<Row["state"], "sealed">;

/** Marks it and erases its ciphertext; false where somebody else ended it first. */
const end = async (db: Db, id: string, state: Ended, now: Instant): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("secrets")
    .set({ state, sealed: null, ended_at: sortable(now) })
    .where("id", "=", id)
    .where("state", "=", "sealed")
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
};

const closedOf = async (db: Db, id: string): Promise<Opening> => {
  const row = await rowOf(db, id);
  return row === undefined ? { kind: "unknown" } : { kind: "closed", secret: readRow(row) };
};

/** Decrypted before it is marked: a key that doesn't fit uses nothing up. Only the one who marks it gets the text. */
const open = async (
  db: Db,
  box: SecretBox,
  { row, now }: { readonly row: Row; readonly now: Instant },
): Promise<Opening> => {
  const { id, sealed } = row;
  if (sealed === null) return { kind: "closed", secret: readRow(row) };
  if (row.expires_at <= sortable(now)) {
    await end(db, id, "expired", now);
    return closedOf(db, id);
  }
  const text = box.open(sealed, aboutOf(row));
  if (!(await end(db, id, "revealed", now))) return closedOf(db, id);
  const shown = { ...row, state: "revealed" as const, ended_at: sortable(now) };
  return { kind: "opened", secret: readRow(shown), text };
};

const insert = async (
  db: Db,
  box: SecretBox,
  sealing: Sealing,
  now: Instant,
): Promise<{ readonly id: string }> => {
  const { incident, step, approvalId, label, text, to, expiresAt } = sealing;
  const id = newId();
  await db
    .insertInto("secrets")
    .values({
      id,
      incident,
      step,
      approval: approvalId === undefined ? null : plain(approvalId),
      person: to.id,
      facts: JSON.stringify({ label, name: to.name }),
      token_hash: tokenHashOf(box.tokenOf(id)),
      sealed: box.seal(text, aboutOf({ id, incident, step, person: to.id })),
      state: "sealed",
      sealed_at: sortable(now),
      expires_at: sortable(expiresAt),
      ended_at: null,
    })
    .execute();
  return { id };
};

const endings = (db: Db): Pick<Secrets, "discard" | "expire"> => ({
  discard: async ({ incident, step, approvalId, id }, now) => {
    const { numUpdatedRows } = await db
      .updateTable("secrets")
      .set({ state: "discarded", sealed: null, ended_at: sortable(now) })
      .where("incident", "=", incident)
      .where("step", "=", step)
      .where("state", "=", "sealed")
      .$if(approvalId !== undefined, (query) => query.where("approval", "=", approvalId ?? ""))
      .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  },
  expire: async (now) => {
    const rows = await db
      .updateTable("secrets")
      .set({ state: "expired", sealed: null, ended_at: sortable(now) })
      .where("state", "=", "sealed")
      .where("expires_at", "<=", sortable(now))
      .returningAll()
      .execute();
    return rows.map(readRow);
  },
});

/**
 * Secrets over an open database. `key` is 32 bytes; it stays outside of the database, whose rows are worth nothing
 * without it. Throws on a key of another length.
 */
export const makeSecrets = (db: Db, key: Buffer, now: () => Instant): Secrets => {
  const box = makeSecretBox(key);
  return {
    seal: (sealing) => insert(db, box, sealing, now()),
    find: async (id) => {
      const row = await rowOf(db, id);
      return row && readRow(row);
    },
    tokenOf: (id) => box.tokenOf(id),
    open: async (id, token, at) => {
      const row = await rowOf(db, id);
      // Compared in any case: how long it takes doesn't tell whether there is such a secret.
      const isToken = isSameText(row?.token_hash ?? tokenHashOf(""), tokenHashOf(token));
      return row && isToken ? open(db, box, { row, now: at }) : { kind: "unknown" };
    },
    ...endings(db),
  };
};
