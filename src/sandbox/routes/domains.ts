import { notFound } from "../errors.ts";
import { isObject } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { rowAt, rowsOf } from "../state.ts";

const pageSize = 100;

const listDomains: Handler = (state, call) =>
  collection(call, rowsOf(state, "domains"), { pageSize });

/** Graph domain-get: 404 for a name that isn't the tenant's, as for any missing object. */
const getDomain: Handler = (state, call) => {
  const name = param(call, "domain").toLowerCase();
  const row = rowAt(state, "domains", name);
  return row ? entity(call, row) : notFound(name);
};

/** Graph domain-list-federationconfiguration: empty for a managed domain. */
const federation: Handler = (state, call) => {
  const name = param(call, "domain").toLowerCase();
  const row = rowAt(state, "domains", name);
  if (!row) return notFound(name);
  const { _federation: configuration } = row;
  return collection(call, isObject(configuration) ? [configuration] : [], { pageSize });
};

/** Whose sign-in the tenant checks itself: `authenticationType` is Managed or Federated. */
export const domainRoutes: readonly Route[] = [
  { method: "GET", path: "/domains", handle: listDomains },
  { method: "GET", path: "/domains/:domain", handle: getDomain },
  { method: "GET", path: "/domains/:domain/federationConfiguration", handle: federation },
];
