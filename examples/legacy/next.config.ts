import type { NextConfig } from "next";

// The root is named, so that a lock file in a folder above cannot move `.next/standalone/server.js`.
const root = import.meta.dirname;

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root },
  poweredByHeader: false,
};

export default config;
