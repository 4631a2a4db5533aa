import { createRequire } from "node:module";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

const require = createRequire(import.meta.url);
const pulumi = require("@pulumi/eslint-plugin");

/** Who may import whom: policy ← config ← plan ← exports, components ← index.ts, cli, sandbox. */
const rooms = {
  policy: ["config", "plan", "exports", "components", "cli", "sandbox"],
  config: ["plan", "exports", "components", "cli", "sandbox"],
  plan: ["exports", "components", "cli", "sandbox"],
  exports: ["components", "cli", "sandbox"],
  components: ["exports", "cli", "sandbox"],
  cli: ["components", "sandbox"],
};

const pulumiOnlyInTheirRooms = {
  group: ["@pulumi/*"],
  message: "Only components/, config/load.ts, index.ts and sandbox/ may import @pulumi/*.",
};

export default tseslint.config(
  { ignores: ["node_modules/", ".sandbox/", "examples/"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { "import-x": importX, "@pulumi": pulumi },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": [
        "error",
        {
          basePath: import.meta.dirname,
          zones: Object.entries(rooms).map(([target, from]) => ({
            target: `./${target}`,
            from: from.map((room) => `./${room}`),
            message: "Imports point one way: policy, config, plan, then exports and components, then index.ts and cli.",
          })),
        },
      ],
      eqeqeq: "error",
    },
  },
  {
    files: ["policy/**", "config/**", "plan/**", "exports/**", "cli/**"],
    ignores: ["config/load.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [pulumiOnlyInTheirRooms] }] },
  },
  {
    files: ["**/*.ts"],
    ignores: ["cli/main.ts"],
    rules: {
      "no-process-exit": "off",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "exit", message: "Only cli/main.ts ends the process." },
      ],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='apply'][callee.object.type!='Super']",
          message: "An assertion in an un-awaited apply always passes; await outputs with tests/support/outputs.ts.",
        },
      ],
    },
  },
);
