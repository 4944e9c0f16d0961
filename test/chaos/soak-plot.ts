export interface Series {
  name: string;
  unit: string;
  /** Days since the beginning, and the figure. */
  points: [number, number][];
}

const WIDTH = 720;
const HEIGHT = 120;
const LEFT = 180;

/** One band for each series, each to a scale of its own from 0, days from left to right. */
export function drawn(series: readonly Series[], days: number): string {
  const bands = series.map(({ name, unit, points }, index) => {
    const most = Math.max(...points.map(([, figure]) => figure));
    const scale = Math.max(most, 1);
    const top = index * HEIGHT + 20;
    const line = points
      .map(([day, figure]) => {
        const x = LEFT + (day / days) * (WIDTH - LEFT - 20);
        const y = top + (HEIGHT - 30) * (1 - figure / scale);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(' ');
    const last = points.at(-1)?.[1] ?? 0;
    return `<text x="10" y="${top + 14}">${name}</text>
<text x="10" y="${top + 32}" fill="#555">${`most ${short(most)} ${unit}`.trim()}, last ${short(last)}</text>
<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${top + HEIGHT - 30}" y2="${top + HEIGHT - 30}" stroke="#bbb"/>
<polyline fill="none" stroke="#0b50d0" stroke-width="1.5" points="${line}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${series.length * HEIGHT + 20}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${bands.join('\n')}
<text x="${LEFT}" y="${series.length * HEIGHT + 14}">0</text><text x="${WIDTH - 60}" y="${series.length * HEIGHT + 14}">day ${days}</text>
</svg>
`;
}

function short(figure: number): string {
  return figure.toFixed(figure < 10 ? 1 : 0);
}
