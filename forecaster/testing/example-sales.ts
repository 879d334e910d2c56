import { nsFromMs, packSchema, seriesOf, type Pack, type PackManifest, type Reading } from '@wellhead/contracts';
import { randomNumbers } from './made-series.js';

export const DAY = 86_400_000;
/** A Monday, and the instant that is “now” in these tests: noon of the first day without readings. */
export const FIRST_DAY = Date.UTC(2021, 0, 4);
export const DAYS = 7 * 160;
export const NOW = FIRST_DAY + DAYS * DAY + DAY / 2;

export const COLOURS = ['red', 'blue'];
export const PLACES = ['north', 'south'];
export const parts = COLOURS.flatMap((colour) => PLACES.map((place) => `${colour}-${place}`));

const signal = (asset: string, sumOf: readonly string[] = []): object => ({
  asset,
  measurement: 'sales',
  field: 'amount',
  title: asset,
  intervalMs: DAY,
  seasonSteps: 7,
  horizonSteps: 7,
  nonNegative: true,
  sumOf,
});
const manifest: PackManifest = packSchema.parse({
  name: 'paint',
  title: 'Paint',
  describes: 'Pots of paint by colour and place.',
  assets: ['all', ...COLOURS, ...PLACES, ...parts, 'young', 'silent', 'mute'].map((id) => ({
    id,
    kind: 'shop',
    title: id,
  })),
  signals: [
    signal('all', parts),
    ...COLOURS.map((colour) =>
      signal(
        colour,
        PLACES.map((place) => `${colour}-${place}`),
      ),
    ),
    ...PLACES.map((place) =>
      signal(
        place,
        COLOURS.map((colour) => `${colour}-${place}`),
      ),
    ),
    ...parts.map((part) => signal(part)),
    signal('young'),
    signal('silent'),
    { ...signal('mute'), horizonSteps: 0 },
  ],
});
export const pack: Pack = { manifest, sql: {}, migrations: [] };

/** Sales of each day: every part is sparse and has a weekly pattern; sums are exact. */
export function sales(): Reading[] {
  const next = randomNumbers(31);
  const readings: Reading[] = [];
  const write = (asset: string, day: number, value: number): void => {
    const series = seriesOf('sales', { asset }, 'amount', 'float');
    readings.push({ series, timeNs: nsFromMs(FIRST_DAY + day * DAY), value });
  };
  for (let day = 0; day < DAYS; day += 1) {
    const sold = new Map(
      parts.map((part) => [part, next() < -0.4 ? 0 : 50 + 30 * Math.sin((day % 7) + 1) + 20 * next()] as const),
    );
    const sumOf = (wanted: (part: string) => boolean): number =>
      [...sold].reduce((sum, [part, value]) => sum + (wanted(part) ? value : 0), 0);
    for (const [part, value] of sold) write(part, day, value);
    for (const colour of COLOURS)
      write(
        colour,
        day,
        sumOf((part) => part.startsWith(colour)),
      );
    for (const place of PLACES)
      write(
        place,
        day,
        sumOf((part) => part.endsWith(place)),
      );
    write(
      'all',
      day,
      sumOf(() => true),
    );
    write('mute', day, day);
    if (day >= DAYS - 9) write('young', day, day);
  }
  return readings;
}
