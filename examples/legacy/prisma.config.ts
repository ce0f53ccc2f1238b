import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Absent while an image is built: what is generated there needs no database.
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
