import eslint from "@eslint/js";
import prettier from "eslint-config-prettier/flat";
import jest from "eslint-plugin-jest";
import tsdoc from "eslint-plugin-tsdoc";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  {
    ignores: ["dist", "coverage", "eslint.config.js", "jest.config.js", ".dependency-cruiser.cjs"],
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
      complexity: ["error", 10],
      "max-params": ["error", 4],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Use named exports." },
      ],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
    },
  },
  {
    files: ["src/core/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [{ group: ["node:*"], message: "The core is pure: no Node." }],
        },
      ],
      "no-restricted-globals": [
        "error",
        "fetch",
        "process",
        "console",
        "setTimeout",
        "setInterval",
        "crypto",
        "Buffer",
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Take time from the command.",
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: "Take time from the command.",
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: "Take randomness from the caller.",
        },
        {
          selector: "FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]",
          message: "The core is synchronous.",
        },
        { selector: "ExportDefaultDeclaration", message: "Use named exports." },
      ],
    },
  },
  {
    files: ["tests/**"],
    extends: [jest.configs["flat/recommended"]],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  prettier,
);
