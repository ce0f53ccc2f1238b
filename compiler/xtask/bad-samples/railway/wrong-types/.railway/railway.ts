import { defineRailway, project, service } from "railway/iac";

const environments: Record<string, () => ReturnType<typeof service>[]> = {
  production: () => [service("api", { replica: 2 }), service("worker", { deploy: { restartPolicyType: "always" } })],
};

export default defineRailway(() => project("shop", { resources: environments.production!() }));
