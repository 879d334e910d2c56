import { nsFromMs, packSchema, seriesOf, type Pack, type Reading } from '@wellhead/contracts';
import { randomNumbers } from './made-series.js';

export const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2021, 0, 4);
const DAYS = 7 * 60;
/** Noon of the first day without readings of what is forecast. */
export const NOW = FIRST_DAY + DAYS * DAY + DAY / 2;
export const HORIZON = 7;

/** What each input does to the sales of a day. */
const EFFECTS = { price: -6, promotion: 25, temperature: 2, stop: -60 } as const;
type Input = keyof typeof EFFECTS;

/** One shop an input that its sales follow, and one that follows all four and knows of none. */
export const SHOPS: readonly (Input | 'all')[] = ['price', 'promotion', 'temperature', 'stop', 'all'];

const input = (field: string): object => ({ measurement: 'town', field });
const DRIVERS: Readonly<Record<Input, object>> = {
  price: { ...input('price'), asset: 'town', missing: 'hold' },
  promotion: { ...input('promotion'), asset: 'town', missing: 'zero' },
  temperature: { ...input('temperature'), asset: 'town', plan: input('temperature_forecast') },
  stop: { ...input('stop'), asset: 'town', missing: 'zero' },
};

const common = { intervalMs: DAY, seasonSteps: 7, horizonSteps: 0 };
const shop = (asset: string, drivers: readonly object[]): object => ({
  ...common,
  asset,
  measurement: 'sales',
  field: 'amount',
  title: `Sales, ${asset}`,
  horizonSteps: HORIZON,
  models: ['ridge'],
  drivers,
});

export const pack: Pack = {
  manifest: packSchema.parse({
    name: 'driven',
    title: 'Driven shops',
    describes: 'Sales that follow price, promotion, temperature and planned stops.',
    assets: [...SHOPS.flatMap((asset) => [asset, `${asset}-blind`]), 'town'].map((id) => ({
      id,
      kind: 'shop',
      title: id,
    })),
    signals: [
      ...SHOPS.flatMap((asset) => [
        shop(asset, asset === 'all' ? Object.values(DRIVERS) : [DRIVERS[asset]]),
        shop(`${asset}-blind`, []),
      ]),
      ...['price', 'promotion', 'temperature', 'temperature_forecast', 'stop'].map((field) => ({
        ...common,
        asset: 'town',
        measurement: 'town',
        field,
        title: field,
      })),
    ],
  }),
  sql: {},
  migrations: [],
};

/** Inputs until the end of the horizon, sales until yesterday, and what the sales of the horizon are to be by shop. */
export function drivenShops(): { readonly readings: Reading[]; readonly comes: ReadonlyMap<string, Float64Array> } {
  const next = randomNumbers(17);
  const days = DAYS + HORIZON;
  const price = Float64Array.from({ length: days }, () => 10 + 2 * next());
  // The last price that is known goes on.
  price.fill(price[DAYS - 1] as number, DAYS);
  const inputs: Readonly<Record<Input, Float64Array>> = {
    price,
    promotion: Float64Array.from({ length: days }, (_, day) => Number(day >= DAYS ? day === DAYS + 2 : next() > 0.6)),
    temperature: Float64Array.from({ length: days }, () => 15 + 8 * next()),
    stop: Float64Array.from({ length: days }, (_, day) => Number(day >= DAYS ? day === DAYS + 4 : next() > 0.8)),
  };
  const readings: Reading[] = [];
  const write = (asset: string, measurement: string, field: string, day: number, value: number): void => {
    const series = seriesOf(measurement, { asset }, field, 'float');
    readings.push({ series, timeNs: nsFromMs(FIRST_DAY + day * DAY), value });
  };
  for (let day = 0; day < days; day += 1) {
    if (day < DAYS) write('town', 'town', 'price', day, price[day] as number);
    for (const field of ['promotion', 'stop'] as const) {
      const value = inputs[field][day] as number;
      // What is not announced is not sent.
      if (day < DAYS || value > 0) write('town', 'town', field, day, value);
    }
    const temperature = inputs.temperature[day] as number;
    write('town', 'town', day < DAYS ? 'temperature' : 'temperature_forecast', day, temperature);
  }
  const comes = new Map<string, Float64Array>();
  for (const asset of SHOPS) {
    const amounts = Float64Array.from({ length: days }, (_, day) => {
      const effects = (Object.keys(EFFECTS) as Input[]).filter((name) => asset === 'all' || asset === name);
      const driven = effects.reduce((sum, name) => sum + EFFECTS[name] * (inputs[name][day] as number), 0);
      return 200 + 20 * Math.sin(((day % 7) / 7) * 2 * Math.PI) + driven + (day < DAYS ? next() : 0);
    });
    comes.set(asset, amounts.slice(DAYS));
    for (let day = 0; day < DAYS; day += 1)
      for (const name of [asset, `${asset}-blind`]) write(name, 'sales', 'amount', day, amounts[day] as number);
  }
  return { readings, comes };
}
