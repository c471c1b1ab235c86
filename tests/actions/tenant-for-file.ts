import { beforeEach } from "@jest/globals";
import { forFile } from "../support/for-file.ts";
import { startTenant, type Tenant } from "./tenant.ts";

/** One tenant for all tests of a file; each of them finds it as seeded. */
export const tenantForFile = (timeoutMs?: number): Tenant => {
  const tenant = forFile(
    () => startTenant(timeoutMs),
    ({ close }) => close(),
  );
  beforeEach(() => tenant.reset());
  return tenant;
};
