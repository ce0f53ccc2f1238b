"use client";

import { type FormEvent, useState } from "react";
import type { Session } from "../server/schema";

export type ShownSession = Pick<Session, "id" | "title">;

export function Sessions({ first }: { first: ShownSession[] }) {
  const [sessions, setSessions] = useState(first);
  const [failed, setFailed] = useState(false);

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const title = new FormData(form).get("title");
    const answer = await fetch("/api/sessions", { method: "POST", body: JSON.stringify({ title }) }).catch(() => undefined);
    setFailed(!answer?.ok);
    if (!answer?.ok) return;
    const session: ShownSession = await answer.json();
    setSessions((before) => [session, ...before]);
    form.reset();
  }

  return (
    <>
      <form onSubmit={start}>
        <label>
          Title <input name="title" required maxLength={200} />
        </label>
        <button type="submit">Start a session</button>
      </form>
      {failed && <p role="alert">The session could not be started.</p>}
      <ul>
        {sessions.map((session) => (
          <li key={session.id}>{session.title}</li>
        ))}
      </ul>
    </>
  );
}
