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
};
