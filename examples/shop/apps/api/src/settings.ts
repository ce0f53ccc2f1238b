// What the environment tells the API. A missing variable stops the start, and all missing ones are named at once.

export interface Settings {
  databaseUrl: string;
  /** The most connections that this copy opens to the database. */
  pool: number;
  cacheUrl: string;
  queueUrl: string;
  origins: string[];
  port: number;
  /** Where pictures are kept; a developer's machine and the copy for a pull request have no such place. */
  files?: { url: string; keyId: string; key: string };
}

const REQUIRED = ["DATABASE_URL", "CACHE_URL", "QUEUE_URL", "CORS_ORIGINS"];
const FILES = ["FILES_KEY_ID", "FILES_KEY", "FILES_URL"];
const FILE_KEYS = FILES.slice(0, 2);

export function readSettings(environment: Record<string, string | undefined>): Settings {
  const given = (name: string) => environment[name]?.trim() ?? "";
  const missing = REQUIRED.filter((name) => !given(name));
  // The copy for a pull request knows the place and has no keys to it; one key alone is a mistake.
  if (FILE_KEYS.some(given)) missing.push(...FILES.filter((name) => !given(name)));
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
  return {
    databaseUrl: given("DATABASE_URL"),
    pool: Number(given("DATABASE_POOL") || 10),
    cacheUrl: given("CACHE_URL"),
    queueUrl: given("QUEUE_URL"),
    origins: given("CORS_ORIGINS").split(","),
    port: Number(given("PORT") || 4000),
    files: given("FILES_KEY")
      ? { url: given("FILES_URL"), keyId: given("FILES_KEY_ID"), key: given("FILES_KEY") }
      : undefined,
  };
}
