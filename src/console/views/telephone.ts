/** Digits as people read them: `0630001114` → `063-000-1114`, `15880000` → `1588-0000`. */
export function telephone(digits: string): string {
  if (digits.length === 8) return `${digits.slice(0, 4)}-${digits.slice(4)}`;
  const area = digits.startsWith('02') ? 2 : 3;
  return [digits.slice(0, area), digits.slice(area, -4), digits.slice(-4)].filter((part) => part !== '').join('-');
}
