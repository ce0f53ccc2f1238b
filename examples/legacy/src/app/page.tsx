import { connections } from "../server/connections";
import { openTickets } from "../server/tickets";

export const dynamic = "force-dynamic";

export default async function Page() {
  const { tickets } = await openTickets(connections());
  return (
    <main>
      <h1>Open tickets</h1>
      <ul>
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            #{ticket.id} {ticket.subject}
          </li>
        ))}
      </ul>
    </main>
  );
}
