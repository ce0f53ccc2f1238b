// What the environment tells the service. A missing variable stops the start, and all missing ones are named at once.

const REQUIRED = ["DATABASE_URL", "CACHE_URL", "QUEUE_URL"];

export function readSettings(environment) {
  const missing = REQUIRED.filter((name) => !environment[name]?.trim());
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
  return {
    databaseUrl: environment.DATABASE_URL,
    // The most connections that this copy opens to the database.
    pool: Number(environment.DATABASE_POOL ?? 10),
    cacheUrl: environment.CACHE_URL,
    queueUrl: environment.QUEUE_URL,
    port: Number(environment.PORT ?? 3000),
  };
}
