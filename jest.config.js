import { availableParallelism } from "node:os";

export default {
  roots: ["<rootDir>/tests"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "es6" } },
    ],
  },
  extensionsToTreatAsEsm: [".ts"],
  testMatch: ["**/*.test.ts"],
  // Jest's 5 s would be a measurement: starting a tenant takes 0.4 s on a quiet machine and took 20 s on one with a load of 13.
  testTimeout: 60_000,
  // Jest would take one of two cores, and then run all files in its own process: tests that wait leave 6 of 10 seconds idle.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A worker keeps the modules of each file that it ran, 10 MB on average; one process for all of them reached 3 GB.
  workerIdleMemoryLimit: "1GB",
};
