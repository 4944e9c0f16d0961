/** A text field of a request as text: numbers are read, anything that is neither is as good as missing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
