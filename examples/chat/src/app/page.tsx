import { Sessions } from "../chat/Sessions";
import { listSessions } from "../server/conversations";
import { database } from "../server/database";

export const dynamic = "force-dynamic";

export default async function Page() {
  const sessions = await listSessions(database());
  return (
    <main>
      <h1>Sessions</h1>
      <Sessions first={sessions.map(({ id, title }) => ({ id, title }))} />
    </main>
  );
}
