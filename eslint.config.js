import eslint from "@eslint/js";
import prettier from "eslint-config-prettier/flat";
import jest from "eslint-plugin-jest";
import tsdoc from "eslint-plugin-tsdoc";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const everywhere = [
  { selector: "ExportDefaultDeclaration", message: "Use named exports." },
  {
    selector: "ExportAllDeclaration",
    message: "No barrel files: import from the file that has it.",
  },
  {
    selector: "MemberExpression[object.callee.property.name='writeHead']",
    message:
      "Don't chain writeHead: restify, once it was loaded in the process, has one that returns nothing.",
  },
];
const noModuleState = {
  selector: ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind='let']",
  message: "No module state: keep it in what a make… function returns.",
};
const pureCore = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take time from the command.",
  },
  { selector: "CallExpression[callee.name='Date']", message: "Take time from the command." },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Take time from the command.",
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Take randomness from the caller.",
  },
  { selector: ":function[async=true], AwaitExpression", message: "The core is synchronous." },
];
const outsideWorld = [
  "fetch",
  "process",
  "console",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "performance",
  "crypto",
  "Buffer",
];

export default defineConfig(
  {
    ignores: [
      "dist",
      "coverage",
      "build",
      "data",
      "devTools",
      // Configuration isn't part of the TypeScript project, so typed rules can't read it.
      "eslint.config.js",
      "jest.config.js",
      ".dependency-cruiser.cjs",
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { tsdoc },
    rules: {
      "tsdoc/syntax": "error",
      eqeqeq: "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      // "modified" counts a switch as one: the fold over all events is a table, not thirty decisions.
      complexity: ["error", { max: 10, variant: "modified" }],
      "max-params": ["error", 4],
      "no-restricted-syntax": ["error", ...everywhere],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // A default that calls unreachable() is checked by the compiler; one that returns is meant.
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      // A number prints one way only. The strict preset's real target is objects, which print as "[object Object]".
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["src/**"],
    rules: { "no-restricted-syntax": ["error", ...everywhere, noModuleState] },
  },
  {
    files: ["src/**"],
    ignores: ["src/config.ts", "src/cli/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only src/config.ts reads it." },
      ],
    },
  },
  {
    files: ["src/core/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["node:*"], message: "The core is pure: no Node." }] },
      ],
      "no-restricted-globals": ["error", ...outsideWorld],
      "no-restricted-syntax": ["error", ...everywhere, noModuleState, ...pureCore],
    },
  },
  {
    files: ["tests/**"],
    extends: [jest.configs["flat/recommended"]],
    rules: {
      "@typescript-eslint/explicit-module-boundary-types": "off",
      // A describe callback is a table of contents; its length says nothing about the tests in it.
      "max-lines-per-function": "off",
      // Our own sentences end in an assertion: given(…).when(…).then(…), expectRefusal(…), fc.assert(…).
      "jest/expect-expect": [
        "error",
        { assertFunctionNames: ["expect*", "assert*", "given.**.then*", "fc.assert"] },
      ],
    },
  },
  prettier,
);
