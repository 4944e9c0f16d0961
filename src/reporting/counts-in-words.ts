/** `이름 3, 이름 2`: counts in words, the most first. */
export function countsInWords(counts: Record<string, number>, words: Record<string, string>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([code, n]) => `${words[code] ?? code} ${n}`)
    .join(', ');
}
