import { type QueryExecutorProvider, type SchemaModule } from "kysely";
import { type Engine } from "../schema.ts";

/** What a migration works with: tables by name, and raw SQL. The typed Schema is always that of the newest one. */
export type Tables = QueryExecutorProvider & { readonly schema: SchemaModule };

/**
 * One numbered change of the tables. A landed one is never edited: a database that has run it doesn't run it
 * again.
 */
export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly up: (db: Tables, engine: Engine) => Promise<void>;
};
