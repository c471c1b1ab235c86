import { type Route } from "../router.ts";
import { indicatorRoutes } from "./indicators.ts";
import { machineActionRoutes } from "./machine-actions.ts";
import { machineRoutes } from "./machines.ts";

/** Everything of Defender for Endpoint that the tenant answers, under /api. */
export const defenderRoutes: readonly Route[] = [
  ...machineActionRoutes,
  ...machineRoutes,
  ...indicatorRoutes,
];
