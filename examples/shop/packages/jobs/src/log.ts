// One JSON object a line on stdout: whoever collects it can search it.

type Level = "info" | "warning" | "error";

export function log(level: Level, message: string, fields: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}
