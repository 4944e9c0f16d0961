/**
 * Waits for statements that were sent together over one connection. Where one fails the transaction is over and those behind it fail as
 * well: what is thrown is the fault of the first in their order, from which the others follow.
 */
export async function allTogether(statements: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(statements);
  for (const statement of statements) await statement;
}
