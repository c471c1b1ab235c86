import { type Bell } from "./bell.ts";
import { type Db, type Engine } from "./schema.ts";

/** An open database, whichever engine it is. */
export type Connection = {
  readonly db: Db;
  readonly engine: Engine;
  readonly bell: Bell;
  /** Starts what must not run before the tables exist. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};
