import { setImmediate as nextTurn } from 'node:timers/promises';
import { nsFromMs, signalId, type Signal } from '@wellhead/contracts';
import type { SeriesReadings, TelemetryStore } from '@wellhead/stores';
import { cycleStepsOf, MAX_CYCLES } from '../domain/cycles.js';
import type { SignalKey } from './driver-inputs.js';
import type { SignalReadings } from '../domain/window.js';

/** Assets asked for in one query: keeps the text of a query short. */
const ASSETS_A_QUERY = 200;

/** Series turned into numbers before other work gets its turn. */
const SERIES_A_TURN = 20;

/** How far back the readings of a signal are needed, in ms: the longest window and a step for readings off the grid. */
export const reachMs = ({ seasonSteps, intervalMs }: Signal): number =>
  (MAX_CYCLES * cycleStepsOf(seasonSteps) + 1) * intervalMs;

/**
 * Readings of the signals by signal id, as far back as a window of the first instant reaches and before the last
 * instant. Read raw: a signal's interval is the expected time between readings, so there is nothing to thin out. Signals without
 * numbers (text, or nothing at all) are left out.
 */
export async function readSignals(
  telemetry: TelemetryStore,
  signals: readonly Signal[],
  span: { readonly firstAsOfMs: number; readonly lastAsOfMs: number },
): Promise<ReadonlyMap<string, SignalReadings>> {
  return readQueries(
    telemetry,
    queriesFor(signals, reachMs).map((query) => ({ ...query, fromMs: span.firstAsOfMs - query.reach })),
    span.lastAsOfMs,
  );
}

/** Readings of the signals by signal id, of one time for all: `fromMs` in, `toMs` out. */
export const readBetween = (
  telemetry: TelemetryStore,
  signals: readonly SignalKey[],
  fromMs: number,
  toMs: number,
): Promise<ReadonlyMap<string, SignalReadings>> =>
  readQueries(
    telemetry,
    queriesFor(signals, () => 0).map((query) => ({ ...query, fromMs })),
    toMs,
  );

/** Readings of the drivers of these signals by signal id: of the windows, and ahead of the last instant as far as a horizon reaches. */
export async function readDrivers(
  telemetry: TelemetryStore,
  driven: readonly Signal[],
  drivers: readonly SignalKey[],
  span: { readonly firstAsOfMs: number; readonly lastAsOfMs: number },
): Promise<ReadonlyMap<string, SignalReadings>> {
  if (drivers.length === 0) return new Map();
  const having = driven.filter((signal) => signal.drivers.length > 0);
  const ahead = Math.max(...having.map(({ horizonSteps, intervalMs }) => (horizonSteps + 1) * intervalMs));
  return readBetween(telemetry, drivers, span.firstAsOfMs - Math.max(...having.map(reachMs)), span.lastAsOfMs + ahead);
}

async function readQueries(
  telemetry: TelemetryStore,
  queries: readonly (SignalsQuery & { readonly fromMs: number })[],
  toMs: number,
): Promise<ReadonlyMap<string, SignalReadings>> {
  const found = new Map<string, SignalReadings[]>();
  for (const { measurement, field, fromMs, assets } of queries) {
    const results = await telemetry.read({
      selector: { measurement, field, tags: { asset: assets } },
      fromNs: nsFromMs(fromMs),
      toNs: nsFromMs(toMs),
      shape: { kind: 'raw' },
    });
    for (const [at, result] of results.entries()) {
      // This thread may serve requests too.
      if (at % SERIES_A_TURN === SERIES_A_TURN - 1) await nextTurn();
      const asset = result.series.tags['asset'];
      const readings = numbersOf(result);
      if (asset === undefined || readings === undefined) continue;
      const id = signalId({ asset, measurement, field });
      const others = found.get(id);
      if (others) others.push(readings);
      else found.set(id, [readings]);
    }
  }
  return new Map([...found].map(([id, parts]) => [id, merged(parts)]));
}

interface SignalsQuery {
  readonly measurement: string;
  readonly field: string;
  readonly reach: number;
  readonly assets: readonly string[];
}

/** One query for all assets that share measurement, field and reach. */
function queriesFor<Key extends SignalKey>(
  signals: readonly Key[],
  reachOf: (signal: Key) => number,
): readonly SignalsQuery[] {
  const groups = new Map<string, { measurement: string; field: string; reach: number; assets: string[] }>();
  for (const signal of signals) {
    const { measurement, field, asset } = signal;
    const reach = reachOf(signal);
    const key = JSON.stringify([measurement, field, reach]);
    const group = groups.get(key);
    if (group) group.assets.push(asset);
    else groups.set(key, { measurement, field, reach, assets: [asset] });
  }
  return [...groups.values()].flatMap(({ assets, ...query }) =>
    Array.from({ length: Math.ceil(assets.length / ASSETS_A_QUERY) }, (_, part) => ({
      ...query,
      assets: assets.slice(part * ASSETS_A_QUERY, (part + 1) * ASSETS_A_QUERY),
    })),
  );
}

function numbersOf({ series, timeNs, values }: SeriesReadings): SignalReadings | undefined {
  if (series.type === 'string') return undefined;
  const timesMs = millisecondsOf(timeNs);
  if (values instanceof Float64Array) return { timesMs, values };
  const numbers = new Float64Array(values.length);
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = Number(values[at]);
  return { timesMs, values: numbers };
}

/**
 * Nanoseconds to milliseconds, rounded towards the past, by their halves of 32 bits: whole milliseconds exactly, others to 0.3 µs. A bigint for each
 * reading took four times as long.
 */
function millisecondsOf(timeNs: BigInt64Array): Float64Array {
  const halves = new DataView(timeNs.buffer, timeNs.byteOffset, timeNs.byteLength);
  const timesMs = new Float64Array(timeNs.length);
  for (let at = 0; at < timesMs.length; at += 1) {
    const ns = halves.getInt32(at * 8 + 4, true) * 2 ** 32 + halves.getUint32(at * 8, true);
    timesMs[at] = Math.floor(ns / 1e6 + 2e-4);
  }
  return timesMs;
}

/** Several series of one signal (further tags) become one, in the order of time. */
function merged(parts: readonly SignalReadings[]): SignalReadings {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const rows = parts.flatMap(({ timesMs, values }) =>
    Array.from(timesMs, (timeMs, at) => ({ timeMs, value: values[at] as number })),
  );
  rows.sort((a, b) => a.timeMs - b.timeMs);
  return {
    timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
    values: Float64Array.from(rows, ({ value }) => value),
  };
}
