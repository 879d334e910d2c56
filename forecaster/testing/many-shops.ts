import { nsFromMs, packSchema, seriesOf, type Pack, type Reading } from '@wellhead/contracts';
import { randomNumbers } from './made-series.js';

const DAY = 86_400_000;
export const SHOPS = 24;
const WEEKS = 122;
const FIRST_DAY = Date.UTC(2021, 0, 4);
/** Noon of the first day without readings. */
export const SHOPS_NOW = FIRST_DAY + WEEKS * 7 * DAY + DAY / 2;

/** Where half of the readings have come. */
export const HALF_WAY = FIRST_DAY + (WEEKS / 2) * 7 * DAY;
/** Instants of the past a week apart, the newest last. */
export const INSTANTS = Array.from({ length: 20 }, (_, back) => SHOPS_NOW - (19 - back) * 7 * DAY);

const shops = Array.from({ length: SHOPS }, (_, at) => `shop-${at}`);
export const shopsPack: Pack = {
  manifest: packSchema.parse({
    name: 'shops',
    title: 'Shops',
    describes: 'Shops whose weeks answer to what happened two weeks before.',
    assets: shops.map((id) => ({ id, kind: 'shop', title: id })),
    signals: shops.map((asset) => ({
      asset,
      measurement: 'sales',
      field: 'amount',
      title: asset,
      intervalMs: DAY,
      seasonSteps: 7,
      horizonSteps: 7,
    })),
  }),
  sql: {},
  migrations: [],
};

/** Every second shop has its best days at another end of the week. */
export const isLate = (shop: number): boolean => shop % 2 === 1;

/** Shops of any size whose weeks grow and shrink together with what happened two weeks before: more than a season can say. */
export const shopSales = (): readonly Reading[] =>
  shops.flatMap((asset, shop) => {
    const next = randomNumbers(shop + 1);
    const size = 10 ** (shop % 5);
    const series = seriesOf('sales', { asset }, 'amount', 'float');
    const values: number[] = [];
    for (let step = 0; step < WEEKS * 7; step += 1) {
      const echo = step < 14 ? 0 : -0.8 * ((values[step - 14] as number) / size - 10);
      values.push(
        size * (10 + echo + Math.sin((((step + (isLate(shop) ? 3 : 0)) % 7) / 7) * 2 * Math.PI) + 0.3 * next()),
      );
    }
    return values.map((value, step) => ({ series, timeNs: nsFromMs(FIRST_DAY + step * DAY), value }));
  });
