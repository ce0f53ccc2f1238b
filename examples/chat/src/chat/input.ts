// What a request may say. Each function gives the value, or nothing when it is not one.

const LONGEST_TITLE = 200;
const LONGEST_NAME = 60;
const LONGEST_TEXT = 4000;

function text(value: unknown, longest: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  return trimmed.length > 0 && trimmed.length <= longest ? trimmed : undefined;
}

function field(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

export function readTitle(body: unknown): string | undefined {
  return text(field(body, "title"), LONGEST_TITLE);
}

export function readMessage(body: unknown): { author: string; text: string } | undefined {
  const author = text(field(body, "author"), LONGEST_NAME);
  const said = text(field(body, "text"), LONGEST_TEXT);
  return author !== undefined && said !== undefined ? { author, text: said } : undefined;
}

export function isId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
