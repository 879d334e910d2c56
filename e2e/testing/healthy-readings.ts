import { MS_PER_DAY, MS_PER_HOUR } from '@wellhead/contracts';
import { lateTrucks, simulateDay } from '@wellhead/packs/delivery/simulator';
import { openExchange } from '@wellhead/packs/market-data/demo';
import { simulateRefinery } from '../../packs/fuel-quality/simulator/refinery.js';
import { faultOfDay } from '../../packs/market-data/simulator/faults.js';
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
