import { nsFromMs, packSchema, seriesOf, type Pack, type ReadingBatch } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';

/** Shops that sell every day, made by seed. */
export interface ShopChain {
  readonly shops: number;
  readonly days: number;
  readonly horizonSteps: number;
}

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2023, 0, 2);
const SHOPS_A_WRITE = 500;

/** Noon of the first day without readings. */
export const nowMsOf = ({ days }: ShopChain): number => FIRST_DAY_MS + days * DAY_MS + DAY_MS / 2;

const idOf = (shop: number): string => `shop-${shop}`;

/** Each shop has one signal: its sales a day. */
export function shopPack({ shops, horizonSteps }: ShopChain): Pack {
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
        horizonSteps,
        nonNegative: true,
      })),
    }),
    sql: {},
    migrations: [],
  };
}

/** Sales of one shop: a week, a slow drift and noise, by seed. */
export function salesOf(shop: number, days: number): Float64Array {
  const next = randomNumbers(shop);
  const week = Array.from({ length: 7 }, () => 100 + 40 * next());
  let level = 0;
  return Float64Array.from({ length: days }, (_, day) => {
    level += 0.8 * next();
    return Math.max(0, (week[day % 7] as number) + level + 25 * next());
  });
}

export async function writeSales(telemetry: TelemetryStore, chain: ShopChain): Promise<void> {
  for (let from = 0; from < chain.shops; from += SHOPS_A_WRITE)
    await telemetry.write(readingsOf(from, Math.min(from + SHOPS_A_WRITE, chain.shops), chain.days));
}

function readingsOf(from: number, to: number, days: number): ReadingBatch {
  const shops = to - from;
  const length = shops * days;
  const numbers = new Float64Array(length);
  const timeNs = new BigInt64Array(length);
  const seriesIndex = new Uint32Array(length);
  for (let shop = 0; shop < shops; shop += 1) {
    numbers.set(salesOf(from + shop, days), shop * days);
    for (let day = 0; day < days; day += 1) timeNs[shop * days + day] = nsFromMs(FIRST_DAY_MS + day * DAY_MS);
    seriesIndex.fill(shop, shop * days, (shop + 1) * days);
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
