import { database, defineRailway, project, service } from "railway/iac";

const main = database("main", "postgres", { image: "postgres:17" });
const environments: Record<string, () => ReturnType<typeof service>[]> = {
  production: () => [service("api", { env: { DATABASE_URL: main.env.DATABASE_URL } }), service("api")],
};

export default defineRailway(({ environment = "" }) => {
  const resources = environments[environment];
  if (!resources) throw new Error("no such environment");
  return project("shop", { resources: resources() });
});
