import { eventsAndJobs } from "./0001-events-and-jobs.ts";
import { settings } from "./0002-settings.ts";
import { attempts } from "./0003-attempts.ts";
import { exceptions } from "./0004-exceptions.ts";
import { targets } from "./0005-targets.ts";
import { secrets } from "./0006-secrets.ts";
import { type Migration } from "./migration.ts";

/** All migrations, in the order in which they run. */
export const migrations: readonly Migration[] = [
  eventsAndJobs,
  settings,
  attempts,
  exceptions,
  targets,
  secrets,
];
