// What a request may say. Gives the value, or nothing when it is not one.

import type { Line } from "./store.ts";

const MOST_LINES = 50;
const MOST_OF_ONE = 100;

export function readOrder(body: unknown): { email: string; lines: Line[] } | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { email, lines } = body as Record<string, unknown>;
  if (typeof email !== "string" || !/^[^\s@]{1,64}@[^\s@]{1,180}$/.test(email)) return undefined;
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > MOST_LINES || !lines.every(isLine)) return undefined;
  if (new Set(lines.map(({ productId }) => productId)).size < lines.length) return undefined;
  return { email, lines: lines.map(({ productId, quantity }) => ({ productId, quantity })) };
}

function isLine(line: unknown): line is Line {
  if (typeof line !== "object" || line === null) return false;
  const { productId, quantity } = line as Record<string, unknown>;
  return Number.isInteger(productId) && Number.isInteger(quantity) && Number(quantity) > 0 && Number(quantity) <= MOST_OF_ONE;
}
