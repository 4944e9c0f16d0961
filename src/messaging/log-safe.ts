/** What may be logged of an error: its name and code. Messages of drivers and parsers quote what they could not read. */
export function logSafe(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return [name ?? 'Error', code].filter((part) => part !== undefined).join(' ');
}
