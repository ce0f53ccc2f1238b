// What the environment tells the application. All variables that are missing are named at once.

const REQUIRED = ["DATABASE_URL"] as const;

export interface Settings {
  databaseUrl: string;
  /** The most connections that this process opens to the database. */
  pool: number;
}

export function readSettings(environment: Record<string, string | undefined>): Settings {
  const missing = REQUIRED.filter((name) => !environment[name]?.trim());
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
  return { databaseUrl: environment.DATABASE_URL as string, pool: Number(environment.DATABASE_POOL ?? 5) };
}
