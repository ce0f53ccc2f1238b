export type Book = {
  id: string;
  title: string;
  author: string;
  created_at: string;
};

export async function listBooks(signal?: AbortSignal): Promise<Book[]> {
  // Next.js writes the value into the browser's code when it builds; it cannot be set later.
  const origin = process.env.NEXT_PUBLIC_API_URL;
  if (!origin) {
    throw new Error("NEXT_PUBLIC_API_URL was not set when this was built");
  }
  const response = await fetch(new URL("/api/v1/books", origin), { signal });
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`);
  }
  return response.json();
}
