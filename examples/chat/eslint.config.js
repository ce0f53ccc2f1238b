import { defineConfig } from "eslint/config";
import { configs } from "typescript-eslint";

export default defineConfig(...configs.strict, { rules: { "no-console": "error" } });
