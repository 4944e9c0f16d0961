interface DatabaseFault extends Error {
  code?: string;
  schema?: string;
  table?: string;
  constraint?: string;
  driverError?: DatabaseFault;
}

/**
 * An error for logs and for the operator's list, without personal data: what PostgreSQL says may quote values, and so may a parser of
 * JSON; of those only code, table and constraint, or the name, remain.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'A value that is no Error was thrown';
  const fault: DatabaseFault = (error as DatabaseFault).driverError ?? error;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node_modules|node:/.test(line))
    .slice(0, 3)
    .map((line) => line.trim().replaceAll(`${process.cwd()}/`, '').replace('file://', ''));
  return [oneLine(error, fault), ...frames].join(' ');
}

function oneLine(error: Error, fault: DatabaseFault): string {
  if (sqlState(error) !== null) {
    const where = [fault.schema, fault.table].filter(Boolean).join('.');
    const constraint = fault.constraint === undefined ? '' : ` (${fault.constraint})`;
    return `PostgreSQL error ${fault.code}${where === '' ? '' : ` on ${where}`}${constraint}`;
  }
  if (error instanceof SyntaxError) return 'SyntaxError';
  return `${error.name}: ${error.message.slice(0, 300)}`;
}

/** PostgreSQL's five-letter code (Appendix A of its manual), or null where the error is not PostgreSQL's. */
export function sqlState(error: unknown): string | null {
  const { code, driverError } = error as DatabaseFault;
  const found = driverError?.code ?? code;
  return typeof found === 'string' && /^[0-9A-Z]{5}$/.test(found) && !/^E[A-Z]{4}$/.test(found) ? found : null;
}
