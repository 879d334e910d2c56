import { nsFromMs, packSchema, seriesOf, type Pack, type ReadingBatch } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';

const DAY_MS = 86_400_000;
export const DAYS = 730;
const FIRST_DAY_MS = Date.UTC(2023, 0, 2);
/** Noon of the first day without readings. */
export const NOW_MS = FIRST_DAY_MS + DAYS * DAY_MS + DAY_MS / 2;
const SHOPS_A_WRITE = 500;

const idOf = (shop: number): string => `shop-${shop}`;

/** A pack of that many shops, each with one signal: its sales a day, forecast a week ahead. */
export function shopPack(shops: number): Pack {
  const ids = Array.from({ length: shops }, (_, shop) => idOf(shop));
  return {
    manifest: packSchema.parse({
      name: 'shops',
      title: 'Shops',
      describes: 'Sales of many shops a day, made by seed.',
      assets: ids.map((id) => ({ id, kind: 'shop', title: id })),
      signals: ids.map((asset) => ({
        asset,
        measurement: 'sales',
        field: 'amount',
        title: asset,
        intervalMs: DAY_MS,
        seasonSteps: 7,
        horizonSteps: 7,
        nonNegative: true,
      })),
    }),
    sql: {},
    migrations: [],
  };
}

/** Writes two years of days for every shop: a week, a slow drift and noise, by seed. */
export async function writeSales(telemetry: TelemetryStore, shops: number): Promise<void> {
  for (let from = 0; from < shops; from += SHOPS_A_WRITE)
    await telemetry.write(salesOf(from, Math.min(from + SHOPS_A_WRITE, shops)));
}

function salesOf(from: number, to: number): ReadingBatch {
  const shops = to - from;
  const length = shops * DAYS;
  const numbers = new Float64Array(length);
  const timeNs = new BigInt64Array(length);
  const seriesIndex = new Uint32Array(length);
  for (let shop = 0; shop < shops; shop += 1) {
    const next = randomNumbers(from + shop);
    const week = Array.from({ length: 7 }, () => 100 + 40 * next());
    let level = 0;
    for (let day = 0; day < DAYS; day += 1) {
      const row = shop * DAYS + day;
      level += 0.8 * next();
      numbers[row] = Math.max(0, (week[day % 7] as number) + level + 25 * next());
      timeNs[row] = nsFromMs(FIRST_DAY_MS + day * DAY_MS);
      seriesIndex[row] = shop;
    }
  }
  const series = Array.from({ length: shops }, (_, shop) =>
    seriesOf('sales', { asset: idOf(from + shop) }, 'amount', 'float'),
  );
  return { series, length, seriesIndex, timeNs, numbers, integers: undefined, strings: undefined };
}

/** Repeatable numbers, uniform between -1 and 1: a linear congruential generator (Numerical Recipes' constants). */
function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
