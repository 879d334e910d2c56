import { MS_PER_DAY, MS_PER_HOUR } from '@wellhead/contracts';
import { lateTrucks, simulateDay } from '@wellhead/packs/delivery/simulator';
import { openExchange } from '@wellhead/packs/market-data/demo';
import { seededRandom } from '../../packs/demo-kit/random.js';
import { simulateRefinery } from '../../packs/fuel-quality/simulator/refinery.js';
import { faultOfDay } from '../../packs/market-data/simulator/faults.js';
import { readSuperstore } from '../../packs/retail-sales/demo/superstore.js';
import { telemetryAt, TMS_SIGNALS } from '../../packs/oil-wells/simulator/telemetry/simulate-telemetry.js';

/** One reading of one signal. */
export interface HealthyReading {
  readonly asset: string;
  /** `measurement.field` */
  readonly signal: string;
  readonly timeMs: number;
  readonly value: number;
}
/** Readings of a time, `fromMs` in and `toMs` out, as the simulator of a pack makes them while nothing goes wrong. */
export type HealthyReadings = (fromMs: number, toMs: number) => Iterable<HealthyReading>;

/** Two wells each twenty minutes, half as often as they send. A turn of thirty thousand years has no fault in it. */
export function* oilWells(fromMs: number, toMs: number): Generator<HealthyReading> {
  const plan = { seed: 3_107, turnMs: 1e15 };
  for (let place = 0; place < 2; place += 1)
    for (let timeMs = fromMs; timeMs < toMs; timeMs += MS_PER_HOUR / 3) {
      const values = telemetryAt(plan, place, timeMs);
      for (const name of TMS_SIGNALS) {
        const value = values[name];
        if (value !== null) yield { asset: `esp-${301 + place}`, signal: `tms.${name}`, timeMs, value };
      }
    }
}

/** Streams and tanks, as often as they are measured. */
export function* fuelQuality(fromMs: number, toMs: number): Generator<HealthyReading> {
  for (const reading of simulateRefinery({ seed: 7_001, originMs: fromMs, untilMs: toMs, faults: false }))
    if (!reading.signal.startsWith('true.')) yield reading;
}

/** Orders and deliveries of each hour, on days without a jam. */
export function* delivery(fromMs: number, toMs: number): Generator<HealthyReading> {
  const firstDay = Math.floor(fromMs / MS_PER_DAY);
  const orders = Array.from({ length: (toMs - fromMs) / MS_PER_DAY }, (_, at) => {
    const day = firstDay + at;
    const isLate = lateTrucks(day * MS_PER_DAY, (day + 1) * MS_PER_DAY).length > 0;
    // A day of trucks that were late is told as the same weekday before it.
    const shiftMs = isLate ? 7 * MS_PER_DAY : 0;
    return simulateDay(isLate ? day - 7 : day).map((order) => ({
      registeredMs: order.registeredMs + shiftMs,
      assignedMs: (order.assignedMs ?? Number.NaN) + shiftMs,
    }));
  }).flat();
  for (const [signal, timeOf] of [
    ['orders.count', (order: (typeof orders)[number]) => order.registeredMs],
    ['deliveries.count', (order: (typeof orders)[number]) => order.assignedMs],
  ] as const) {
    const counts = new Map<number, number>();
    for (const order of orders) {
      const hour = Math.floor(timeOf(order) / MS_PER_HOUR);
      counts.set(hour, (counts.get(hour) ?? 0) + 1);
    }
    for (let timeMs = fromMs; timeMs < toMs; timeMs += MS_PER_HOUR)
      yield { asset: 'delivery', signal, timeMs, value: counts.get(timeMs / MS_PER_HOUR) ?? 0 };
  }
}

/** Turnover, rows and change of price of each day, but those of a surge. */
export function* marketData(fromMs: number, toMs: number): Generator<HealthyReading> {
  const exchange = openExchange({ seed: 6, tradesADay: 400 });
  const last = new Map<string, number>();
  for (let timeMs = fromMs; timeMs < toMs; timeMs += MS_PER_DAY) {
    const day = new Date(timeMs).toISOString().slice(0, 10);
    if (faultOfDay(day) === 'surge') continue;
    const trades = exchange.tradesOf(day);
    const turnover = new Map<string, number>();
    const closing = new Map<string, number>();
    for (const { ticker, price, quantity } of trades) {
      turnover.set(ticker, (turnover.get(ticker) ?? 0) + price * quantity);
      closing.set(ticker, price);
    }
    const sum = [...turnover.values()].reduce((total, one) => total + one, 0);
    yield { asset: 'exchange', signal: 'market.turnover', timeMs, value: sum };
    yield { asset: 'exchange', signal: 'market.file_rows', timeMs, value: trades.length };
    for (const [ticker, value] of turnover) {
      const asset = `ticker-${ticker.toLowerCase()}`;
      const [before, now] = [last.get(ticker), closing.get(ticker) as number];
      yield { asset, signal: 'market.turnover', timeMs, value };
      if (before !== undefined) yield { asset, signal: 'market.price_change', timeMs, value: now / before - 1 };
      last.set(ticker, now);
    }
  }
}

/** Of the days of each part, so many are told: the others are what its limit and its anomalies are there to tell of. */
const USUAL = 0.99;

/**
 * Sales of each day, RESAMPLED: every day is a real one of the same weekday, drawn from those on which no part sold more than on 99 of 100 days. Real days
 * one after another would do too, but no thirty of them are without a sale that is worth a warning.
 */
export function* retailSales(fromMs: number, toMs: number): Generator<HealthyReading> {
  const sold = soldByDay();
  const parts = [...new Set([...sold.values()].flatMap((day) => [...day.keys()]))].sort();
  const days = [...sold.keys()];
  const first = Math.min(...days);
  const every = Array.from({ length: Math.max(...days) - first + 1 }, (_, at) => sold.get(first + at) ?? new Map());
  const most = new Map(
    parts.map((part) => {
      const amounts = every.map((day) => day.get(part) ?? 0).sort((a, b) => a - b);
      return [part, amounts[Math.floor(USUAL * amounts.length)] ?? 0];
    }),
  );
  const usual = every
    .map((amounts, at) => ({ amounts, weekday: (first + at) % 7 }))
    .filter(({ amounts }) => parts.every((part) => (amounts.get(part) ?? 0) <= (most.get(part) ?? 0)));
  const random = seededRandom(2_014);
  for (let timeMs = fromMs; timeMs < toMs; timeMs += MS_PER_DAY) {
    const alike = usual.filter(({ weekday }) => weekday === (timeMs / MS_PER_DAY) % 7);
    const day = alike[Math.floor(random.between(0, alike.length))];
    for (const asset of parts) yield { asset, signal: 'sales.amount', timeMs, value: day?.amounts.get(asset) ?? 0 };
  }
}

/** Sales of each part by real day, counted from 1970. */
function soldByDay(): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const sold = new Map<number, Map<string, number>>();
  for (const { order_date, category, region, sales } of readSuperstore()) {
    const day = Date.parse(`${order_date}T00:00:00Z`) / MS_PER_DAY;
    const amounts = sold.get(day) ?? new Map<string, number>();
    for (const part of [[], [category], [region], [category, region]]) {
      const asset = ['superstore', ...part].join('-').toLowerCase().replaceAll(' ', '-');
      amounts.set(asset, (amounts.get(asset) ?? 0) + sales);
    }
    sold.set(day, amounts);
  }
  return sold;
}
