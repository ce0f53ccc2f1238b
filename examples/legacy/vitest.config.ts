import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,scripts}/**/*.test.ts"],
    // PostgreSQL starts in this process.
    hookTimeout: 60_000,
    testTimeout: 30_000,
  },
});
