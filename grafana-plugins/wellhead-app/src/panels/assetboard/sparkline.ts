/** An SVG path of values over their order, on a rectangle from 0, 0; the least and the most of each pixel column are kept, so that no spike is lost. Pure. */
export function sparklinePath(values: readonly number[], width: number, height: number): string {
  const kept = values.length <= 2 * width ? values : envelope(values, Math.max(1, Math.floor(width)));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of kept) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const span = high - low;
  const y = (value: number): number => (span === 0 ? height / 2 : height - 1 - ((value - low) / span) * (height - 2));
  const step = kept.length > 1 ? width / (kept.length - 1) : width;
  if (kept.length === 1) return `M0 ${y(kept[0] as number).toFixed(1)}H${width}`;
  return kept.map((value, at) => `${at === 0 ? 'M' : 'L'}${(at * step).toFixed(1)} ${y(value).toFixed(1)}`).join('');
}

function envelope(values: readonly number[], columns: number): readonly number[] {
  return Array.from({ length: columns }, (_, column) => {
    const part = values.slice(
      Math.floor((column * values.length) / columns),
      Math.floor(((column + 1) * values.length) / columns),
    );
    return [Math.min(...part), Math.max(...part)];
  }).flat();
}
