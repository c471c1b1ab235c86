import { type Migration } from "./migration.ts";

/** Small values that outlive a restart, for example the last service URL of Teams. */
export const settings: Migration = {
  number: 2,
  name: "settings",
  up: async (db) => {
    await db.schema
      .createTable("settings")
      .addColumn("name", "text", (c) => c.primaryKey())
      .addColumn("value", "text", (c) => c.notNull())
      .execute();
  },
};
