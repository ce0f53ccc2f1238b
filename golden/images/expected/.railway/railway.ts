// Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
// then run `formwork plan` and `formwork apply`.

import { defineRailway, github, image, preserve, project, service } from "railway/iac";

function trial() {
  const web_service = service("web", {
    source: github("formwork-cases/finder", { branch: "trial", rootDirectory: "web", checkSuites: true }),
    build: {
      builder: "DOCKERFILE",
      dockerfilePath: "Dockerfile",
      watchPatterns: ["/web/**"],
    },
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "web" },
    domains: [{ domain: "trial.finder.formwork.dev", port: 3000 }],
    env: {
      PORT: "3000",
      SEARCH_URL: "http://search.railway.internal:7700",
    },
  });

  const search_service = service("search", {
    source: image("docker.io/getmeili/meilisearch:v1.13"),
    healthcheck: "/health",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 1073741824 } },
    },
    networking: { privateNetworkEndpoint: "search" },
    env: {
      PORT: "7700",
      MEILI_ENV: "production",
      MEILI_MASTER_KEY: preserve(),
    },
  });

  const counter_service = service("counter", {
    source: image("ghcr.io/formwork-cases/counter:2.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    start: "counter --search-port 7700 --say 'it'\\''s $HOME'",
    replicas: { "europe-west4-drams3a": 1 },
    deploy: {
      drainingSeconds: 30,
      restartPolicyType: "ALWAYS",
      limitOverride: { containers: { cpu: 1, memoryBytes: 536870912 } },
    },
    networking: { privateNetworkEndpoint: "counter" },
    env: {},
  });

  const tidy_job = service("tidy", {
    source: image("ghcr.io/formwork-cases/counter:2.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    start: "counter tidy",
    deploy: { cronSchedule: "0 5 * * *", restartPolicyType: "NEVER" },
    env: {},
  });

  return [web_service, search_service, counter_service, tidy_job];
}

type Resources = Parameters<typeof project>[1]["resources"];
const environments: Record<string, () => Resources> = { trial };

export default defineRailway(({ environment = "" }) => {
  const resources = environments[environment];
  if (!resources) throw new Error(`formwork.kdl has no environment "${environment}" on Railway`);
  return project("finder", { resources: resources() });
});
