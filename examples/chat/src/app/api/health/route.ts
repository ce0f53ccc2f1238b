import { sql } from "drizzle-orm";
import { database } from "../../../server/database";
import { health } from "../../../server/health";

export const dynamic = "force-dynamic";

export async function GET() {
  const { healthy, body } = await health({ main: () => database().execute(sql`SELECT 1`) });
  return Response.json(body, { status: healthy ? 200 : 503, headers: { "cache-control": "no-store" } });
}
