/** The cursor of a list's address; whoever reads the list checks it. */
export function cursorOf(query: unknown): string | undefined {
  const { cursor } = (query ?? {}) as { cursor?: unknown };
  return typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
}
