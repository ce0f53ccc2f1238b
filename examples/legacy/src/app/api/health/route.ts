import { connections } from "../../../server/connections";
import { health } from "../../../server/health";

export const dynamic = "force-dynamic";

export async function GET() {
  const { healthy, body } = await health({
    main: () => connections().database.$queryRaw`SELECT 1`,
    hot: () => connections().cache.ping(),
  });
  return Response.json(body, { status: healthy ? 200 : 503, headers: { "cache-control": "no-store" } });
}
