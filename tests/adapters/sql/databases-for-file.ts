import { afterEach } from "@jest/globals";
import { forFile } from "../../support/for-file.ts";
import { type Databases, type EngineName, makeDatabases } from "./databases.ts";

/** Databases of one engine for all tests of a file; what a test opened is closed after it. */
export const databasesForFile = (engine: EngineName): Databases => {
  const databases = forFile(
    () => makeDatabases(engine),
    ({ stop }) => stop(),
  );
  afterEach(() => databases.closeOpened());
  return databases;
};
