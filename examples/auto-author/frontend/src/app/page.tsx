import { Bookshelf } from "../books/Bookshelf";

export default function Page() {
  return (
    <main>
      <h1>Books</h1>
      <Bookshelf />
    </main>
  );
}
