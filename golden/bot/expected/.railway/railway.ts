// Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
// then run `formwork plan` and `formwork apply`.

import { database, defineRailway, github, preserve, project, service } from "railway/iac";

// Where a change is tried, by a bot and on a Discord server of its own
function staging() {
  const main = database("main", "postgres", {
    image: "ghcr.io/railwayapp-templates/postgres-ssl:17",
    output: "DATABASE_URL",
    defaultMountPath: "/var/lib/postgresql/data",
    region: "europe-west4-drams3a",
  });

  const bot_service = service("bot", {
    source: github("acme/bot", { branch: "main", checkSuites: true }),
    build: {
      builder: "DOCKERFILE",
      dockerfilePath: "Dockerfile",
      watchPatterns: ["/**"],
    },
    preDeploy: "node src/migrate.js",
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 0.5, memoryBytes: 268435456 } },
    },
    networking: { privateNetworkEndpoint: "bot" },
    env: {
      PORT: "3000",
      DATABASE_URL: main.env.DATABASE_URL,
      DATABASE_POOL: "5",
      DISCORD_TOKEN: preserve(),
      GUILD_ID: preserve(),
    },
  });

  return [main, bot_service];
}

// The bot that people talk to
function production() {
  const main = database("main", "postgres", {
    image: "ghcr.io/railwayapp-templates/postgres-ssl:17",
    output: "DATABASE_URL",
    defaultMountPath: "/var/lib/postgresql/data",
    region: "europe-west4-drams3a",
  });

  const bot_service = service("bot", {
    build: {
      builder: "DOCKERFILE",
      dockerfilePath: "Dockerfile",
      watchPatterns: ["/**"],
    },
    preDeploy: "node src/migrate.js",
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 0.5, memoryBytes: 268435456 } },
    },
    networking: { privateNetworkEndpoint: "bot" },
    env: {
      PORT: "3000",
      DATABASE_URL: main.env.DATABASE_URL,
      DATABASE_POOL: "5",
      DISCORD_TOKEN: preserve(),
      GUILD_ID: preserve(),
    },
  });

  return [main, bot_service];
}

type Resources = Parameters<typeof project>[1]["resources"];
const environments: Record<string, () => Resources> = { staging, production };

export default defineRailway(({ environment = "" }) => {
  const resources = environments[environment];
  if (!resources) throw new Error(`formwork.kdl has no environment "${environment}" on Railway`);
  return project("bot", { resources: resources() });
});
