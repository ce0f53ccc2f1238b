// Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
// then run `formwork plan` and `formwork apply`.

import { database, defineRailway, github, preserve, project, service } from "railway/iac";

// Where a release is tried
function staging() {
  const main = database("main", "postgres", {
    image: "ghcr.io/railwayapp-templates/postgres-ssl:17",
    output: "DATABASE_URL",
    defaultMountPath: "/var/lib/postgresql/data",
    region: "europe-west4-drams3a",
  });

  const bot_service = service("bot", {
    source: github("formwork-cases/pebble", { branch: "main", rootDirectory: "worker", checkSuites: true }),
    build: {
      builder: "NIXPACKS",
      nixpacksConfigPath: "nixpacks.toml",
      watchPatterns: ["/worker/**"],
    },
    preDeploy: "knex migrate:latest",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 20,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 0.5, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "bot" },
    env: {
      DATABASE_URL: main.env.DATABASE_URL,
      DASHBOARD_URL: "http://dashboard.railway.internal:8080",
      CHAT_TOKEN: preserve(),
      GREETING: "it's \"50%\" of $HOME, `id` and ${x}",
    },
  });

  const dashboard_service = service("dashboard", {
    source: github("formwork-cases/pebble", { branch: "main", rootDirectory: "api", checkSuites: true }),
    build: {
      builder: "NIXPACKS",
      nixpacksConfigPath: "nixpacks.toml",
      watchPatterns: ["/api/**"],
    },
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "dashboard" },
    domains: [{ domain: "staging.pebble.formwork.dev", port: 8080 }],
    env: {
      PORT: "8080",
      DATABASE_URL: main.env.DATABASE_URL,
      DATABASE_HOST: "main.railway.internal",
      SESSION_SECRET: preserve(),
    },
  });

  const standings_job = service("standings", {
    source: github("formwork-cases/pebble", { branch: "main", rootDirectory: "worker", checkSuites: true }),
    build: {
      builder: "NIXPACKS",
      nixpacksConfigPath: "nixpacks.toml",
      watchPatterns: ["/worker/**"],
    },
    start: "node standings.js",
    deploy: { cronSchedule: "0 6 * * 1", restartPolicyType: "NEVER" },
    env: {
      DATABASE_URL: main.env.DATABASE_URL,
      DASHBOARD_URL: "http://dashboard.railway.internal:8080",
      CHAT_TOKEN: preserve(),
      GREETING: "it's \"50%\" of $HOME, `id` and ${x}",
    },
  });

  return [main, bot_service, dashboard_service, standings_job];
}

// Where people are
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
      watchPatterns: ["/worker/**"],
    },
    preDeploy: "knex migrate:latest",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 20,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 0.5, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "bot" },
    env: {
      DATABASE_URL: main.env.DATABASE_URL,
      DASHBOARD_URL: "http://dashboard.railway.internal:8080",
      CHAT_TOKEN: preserve(),
      GREETING: "it's \"50%\" of $HOME, `id` and ${x}",
    },
  });

  const dashboard_service = service("dashboard", {
    build: {
      builder: "DOCKERFILE",
      dockerfilePath: "Dockerfile",
      watchPatterns: ["/api/**"],
    },
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 2 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 1073741824 } },
    },
    networking: { privateNetworkEndpoint: "dashboard" },
    domains: [{ domain: "pebble.formwork.dev", port: 8080 }],
    env: {
      PORT: "8080",
      DATABASE_URL: main.env.DATABASE_URL,
      DATABASE_HOST: "main.railway.internal",
      SESSION_SECRET: preserve(),
    },
  });

  const standings_job = service("standings", {
    build: {
      builder: "DOCKERFILE",
      dockerfilePath: "Dockerfile",
      watchPatterns: ["/worker/**"],
    },
    start: "node standings.js",
    deploy: { cronSchedule: "0 6 * * 1", restartPolicyType: "NEVER" },
    env: {
      DATABASE_URL: main.env.DATABASE_URL,
      DASHBOARD_URL: "http://dashboard.railway.internal:8080",
      CHAT_TOKEN: preserve(),
      GREETING: "it's \"50%\" of $HOME, `id` and ${x}",
    },
  });

  return [main, bot_service, dashboard_service, standings_job];
}

type Resources = Parameters<typeof project>[1]["resources"];
const environments: Record<string, () => Resources> = { staging, production };

export default defineRailway(({ environment = "" }) => {
  const resources = environments[environment];
  if (!resources) throw new Error(`formwork.kdl has no environment "${environment}" on Railway`);
  return project("pebble", { resources: resources() });
});
