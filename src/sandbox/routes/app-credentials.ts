import { z } from "zod/v4";
import { badRequest } from "../errors.ts";
import { isList, isObject, text } from "../json.ts";
import { type Handler, type Route } from "../router.ts";
import { type Row } from "../state.ts";
import { type Holder, withObject } from "./app-holders.ts";
import { wholeSeconds } from "./find-user.ts";

const secretsOf = (row: Row): readonly Row[] => {
  const list = row["passwordCredentials"];
  return isList(list) ? list.filter(isObject) : [];
};

const removal = z.strictObject({ keyId: z.guid() });

/** 204; 400 where there is no such secret (graph.md I57). */
const removePassword = (table: Holder): Handler =>
  withObject(table, (_state, call, row) => {
    const parsed = removal.safeParse(call.body);
    if (!parsed.success) return badRequest("Invalid value specified for property 'keyId'.");
    const rest = secretsOf(row).filter((secret) => secret["keyId"] !== parsed.data.keyId);
    if (rest.length === secretsOf(row).length) {
      return badRequest("No password credential found with keyId.");
    }
    const changed = { ...row, passwordCredentials: rest };
    return { status: 204, changes: [{ table, key: text(row, "id"), row: changed }] };
  });

const addition = z.strictObject({
  passwordCredential: z
    .strictObject({
      displayName: z.string().nullish(),
      startDateTime: z.iso.datetime().nullish(),
      endDateTime: z.iso.datetime().nullish(),
    })
    .optional(),
});

const twoYearsMs = 2 * 365 * 24 * 3_600_000;

/** 200; the secret is in this answer and never again. */
const addPassword = (table: Holder): Handler =>
  withObject(table, (_state, call, row) => {
    const parsed = addition.safeParse(call.body);
    if (!parsed.success) return badRequest("Invalid value specified for the password credential.");
    const { passwordCredential: asked } = parsed.data;
    const keyId = call.newId();
    const made: Row = {
      customKeyIdentifier: null,
      displayName: asked?.displayName ?? null,
      endDateTime: asked?.endDateTime ?? wholeSeconds(new Date(call.now.getTime() + twoYearsMs)),
      hint: keyId.slice(0, 3),
      keyId,
      secretText: null,
      startDateTime: asked?.startDateTime ?? wholeSeconds(call.now),
    };
    const changed = { ...row, passwordCredentials: [...secretsOf(row), made] };
    return {
      status: 200,
      body: { ...made, secretText: `${keyId.slice(0, 3)}~${call.newId()}` },
      changes: [{ table, key: text(row, "id"), row: changed, secrets: ["secretText"] }],
    };
  });

const routesOf = (table: Holder): readonly Route[] => [
  { method: "POST", path: `/${table}/:id/removePassword`, handle: removePassword(table) },
  { method: "POST", path: `/${table}/:id/addPassword`, handle: addPassword(table) },
];

/** Secrets of applications and of service principals. */
export const credentialRoutes: readonly Route[] = [
  ...routesOf("applications"),
  ...routesOf("servicePrincipals"),
];
