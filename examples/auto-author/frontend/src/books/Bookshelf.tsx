"use client";

import { useEffect, useState } from "react";
import { type Book, listBooks } from "./api";

export function Bookshelf() {
  const [books, setBooks] = useState<Book[]>();
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    const leaving = new AbortController();
    listBooks(leaving.signal)
      .then(setBooks)
      .catch((reason: Error) => {
        if (!leaving.signal.aborted) setFailure(reason.message);
      });
    return () => leaving.abort();
  }, []);

  if (failure) return <p role="alert">The books cannot be shown: {failure}.</p>;
  if (!books) return <p role="status">Loading…</p>;
  if (books.length === 0) return <p>No books yet.</p>;
  return (
    <ul aria-label="Books">
      {books.map((book) => (
        <li key={book.id}>
          <cite>{book.title}</cite> by {book.author}
        </li>
      ))}
    </ul>
  );
}
