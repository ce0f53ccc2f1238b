import { useEffect, useState } from "react";

interface Product {
  id: number;
  name: string;
  cents: number;
  stock: number;
}

type State = "asking" | "failed" | Product[];

export function Products({ api }: { api: string }) {
  const [state, setState] = useState<State>("asking");

  useEffect(() => {
    const asked = new AbortController();
    fetch(`${api}/products`, { signal: asked.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))))
      .then(setState)
      .catch(() => {
        if (!asked.signal.aborted) setState("failed");
      });
    return () => asked.abort();
  }, [api]);

  return (
    <main>
      <h1>Shop</h1>
      {state === "asking" && <p>One moment.</p>}
      {state === "failed" && <p role="alert">The products cannot be shown now.</p>}
      {Array.isArray(state) && (
        <ul>
          {state.map(({ id, name, cents, stock }) => (
            <li key={id}>
              {name}, {(cents / 100).toFixed(2)} EUR{stock === 0 && " (sold out)"}
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}
