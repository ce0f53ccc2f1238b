import { defineConfig } from "drizzle-kit";

// Migrations want the direct address of the database: a pooler hands out another connection with each transaction.
const url = process.env.DATABASE_URL_UNPOOLED ?? process.env.DATABASE_URL ?? "";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/server/schema.ts",
  out: "./drizzle",
  dbCredentials: { url },
});
