import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "Chat", description: "Sessions, and what was said in them" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {children}
        <footer>Version {process.env.VERSION}</footer>
      </body>
    </html>
  );
}
