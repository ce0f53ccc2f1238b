// Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
// then run `formwork plan` and `formwork apply`.

import { database, defineRailway, github, preserve, project, service } from "railway/iac";

// it's "50%" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y) - harm: 1 harm=1 RUN harm
function trial() {
  const main = database("main", "postgres", {
    image: "ghcr.io/railwayapp-templates/postgres-ssl:17",
    output: "DATABASE_URL",
    defaultMountPath: "/var/lib/postgresql/data",
    region: "europe-west4-drams3a",
  });

  const api_service = service("api", {
    source: github("formwork-cases/hostile", { branch: "trial", rootDirectory: "api", checkSuites: true }),
    build: {
      builder: "NIXPACKS",
      nixpacksConfigPath: "nixpacks.toml",
      watchPatterns: ["/api/**"],
    },
    preDeploy: "node migrate.js '--say=it'\\''s \"50%\" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ \u003cb>harm\u003c/b> \u003c/script> [x](y)'",
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "api" },
    domains: [{ domain: "trial.hostile.formwork.dev", port: 3000 }],
    env: {
      PORT: "3000",
      DATABASE_URL: main.env.DATABASE_URL,
      GREETING: "it's \"50%\" of $HOME, $(touch harm) `touch harm` {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ \u003cb>harm\u003c/b> \u003c/script> [x](y)",
      LINES: "-harm\nit's \"50%\" of $HOME, $(touch harm) `touch harm` {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ \u003cb>harm\u003c/b> \u003c/script> [x](y)\nharm=1\n",
      END: "it's \\",
      TOKEN: preserve(),
    },
  });

  const jobs_service = service("jobs", {
    source: github("formwork-cases/hostile", { branch: "trial", rootDirectory: "jobs", checkSuites: true }),
    build: {
      builder: "NIXPACKS",
      nixpacksConfigPath: "nixpacks.toml",
      watchPatterns: ["/jobs/**"],
    },
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "jobs" },
    env: { DATABASE_URL: main.env.DATABASE_URL },
  });

  const sweep_job = service("sweep", {
    source: github("formwork-cases/hostile", { branch: "trial", rootDirectory: "api", checkSuites: true }),
    build: {
      builder: "NIXPACKS",
      nixpacksConfigPath: "nixpacks.toml",
      watchPatterns: ["/api/**"],
    },
    start: "node sweep.js '--say=it'\\''s \"50%\" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ \u003cb>harm\u003c/b> \u003c/script> [x](y)'",
    deploy: { cronSchedule: "0 4 * * *", restartPolicyType: "NEVER" },
    env: {
      DATABASE_URL: main.env.DATABASE_URL,
      GREETING: "it's \"50%\" of $HOME, $(touch harm) `touch harm` {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ \u003cb>harm\u003c/b> \u003c/script> [x](y)",
      LINES: "-harm\nit's \"50%\" of $HOME, $(touch harm) `touch harm` {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ \u003cb>harm\u003c/b> \u003c/script> [x](y)\nharm=1\n",
      END: "it's \\",
      TOKEN: preserve(),
    },
  });

  return [main, api_service, jobs_service, sweep_job];
}

type Resources = Parameters<typeof project>[1]["resources"];
const environments: Record<string, () => Resources> = { trial };

export default defineRailway(({ environment = "" }) => {
  const resources = environments[environment];
  if (!resources) throw new Error(`formwork.kdl has no environment "${environment}" on Railway`);
  return project("hostile", { resources: resources() });
});
