import { readFileSync } from 'node:fs';

/** The company's names of signals, out of the pack's own tags.csv: `asset measurement.field` → tag and its unit. */
export function companyTags(): ReadonlyMap<string, { readonly tag: string; readonly unit: string }> {
  const [, ...lines] = readFileSync(new URL('../tags.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return new Map(
    lines.map((line) => {
      const [tag = '', asset = '', signal = '', unit = ''] = line.split(',');
      return [`${asset} ${signal}`, { tag, unit }];
    }),
  );
}

/** From the unit that the simulator thinks in to that of the tag. */
export function inUnitOf(unit: string, value: number): number {
  switch (unit) {
    case 'fahrenheit':
      return value * 1.8 + 32;
    case 'MPa':
      return value / 10;
    default:
      return value;
  }
}
