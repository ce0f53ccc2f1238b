import { defineRailway, project, service } from "railway/iac";

const environments: Record<string, () => ReturnType<typeof service>[]> = { production: () => [] };

export default defineRailway(({ environment = "" }) =>
  project("shop", { resources: environments[environment]?.() ?? [] }),
);
