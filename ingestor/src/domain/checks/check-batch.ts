import { QUALITY_CODES, type QualityCode, type ReadingBatch, type Series } from '@wellhead/contracts';
import { type CheckedRows, codesOf, companionKey, runsOf } from './checked-rows.js';
import type { CheckDefinitions } from './definitions.js';
import { openSeriesMemory } from './series-memory.js';
import { compileCheck, type SeriesCheck } from './series-check.js';

/** Why a row is refused. */
export interface RowFault {
  readonly row: number;
  readonly check: 'unit' | 'unknown-asset' | 'hard-range' | 'far-future';
  readonly reason: string;
  readonly found: string;
  readonly expected: string;
}

export interface Verdict {
  readonly faults: readonly RowFault[];
  /** Without `refused`: whole lines are, and only who reads the body knows which rows are one. */
  readonly checked: CheckedRows | undefined;
  /** Forgets what these rows taught: they were not kept after all. */
  undo(): void;
}

/** Checks batches of one series table. A batch of series without checks costs nothing a row. */
export interface BatchChecker {
  /** Undefined: nothing to say. */
  check(batch: ReadingBatch, receivedAtMs: number): Verdict | undefined;
  /** From now on this holds; what is known of each series stays. */
  define(definitions: CheckDefinitions): void;
  /** Keys of the companions that the store holds: no other series has a reading to correct, but for what is marked from now on. */
  know(companions: ReadonlySet<string>): void;
}

const bitOf = (code: QualityCode): number => 1 << QUALITY_CODES.indexOf(code);
const CONVERTED = bitOf('unit-converted');
const SKEW = bitOf('clock-skew');
const UNKNOWN = bitOf('unknown-asset');
const STUCK = bitOf('stuck');
const RATE = bitOf('rate');
const SOFT = bitOf('soft-range');
/** Good, and said so, because it may overwrite a reading that was not. */
const CORRECTS = 1 << QUALITY_CODES.length;
const TWO_32 = 4_294_967_296;

/**
 * `onUnknown` is told once of each series whose asset no catalogue knows. Until `know` tells better, a reading at or before `sinceMs` may correct
 * one that was marked before this process began.
 */
export function openBatchChecker(sinceMs: number, onUnknown: (series: Series) => void = () => undefined): BatchChecker {
  let definitions: CheckDefinitions | undefined;
  let table: readonly Series[] | undefined;
  let checks: (SeriesCheck | undefined)[] = [];
  const memory = openSeriesMemory();
  let checkedSeries = 0;
  let batches = 0;
  let companions: ReadonlySet<string> | undefined;
  let knowledge = 1;

  function mayBeMarked(place: number, series: Series): boolean {
    if (memory.knownAt[place] !== knowledge) {
      memory.knownAt[place] = knowledge;
      if (companions === undefined || companions.has(companionKey(series))) memory.mayBeMarked[place] = 1;
    }
    return memory.mayBeMarked[place] === 1;
  }

  /** Series only ever join a table, so each is compiled once. */
  function compileNew(series: readonly Series[]): void {
    if (series !== table) {
      // What was marked since is forgotten with the memories.
      if (table) companions = undefined;
      table = series;
      checks = [];
      memory.forgetAll();
      checkedSeries = 0;
    }
    memory.ensure(series.length);
    for (let place = checks.length; place < series.length; place++) {
      const one = series[place] as Series;
      const check = definitions && compileCheck(one, definitions);
      checks.push(check);
      if (!check) continue;
      checkedSeries += 1;
      if (check.isUnknownAsset) onUnknown(one);
    }
  }

  return {
    define(next) {
      definitions = next.policies.size === 0 ? undefined : next;
      checks = [];
      checkedSeries = 0;
    },

    know(found) {
      companions = found;
      knowledge += 1;
    },

    check(batch, receivedAtMs) {
      if (!definitions) return undefined;
      compileNew(batch.series);
      if (checkedSeries === 0) return undefined;
      const { length, series, seriesIndex } = batch;
      const words = new Int32Array(batch.timeNs.buffer, batch.timeNs.byteOffset, 2 * length);
      const marked = new Map<number, number[]>();
      const faults: RowFault[] = [];
      const units: Record<string, readonly [number, number]> = {};
      const touched: number[] = [];
      batches += 1;
      let hasUnits = false;

      for (let row = 0; row < length; row++) {
        const place = seriesIndex[row] as number;
        const check = checks[place];
        if (check === undefined) continue;
        if (check.refusal) {
          faults.push({ row, ...check.refusal });
          continue;
        }
        let mask = check.isUnknownAsset ? UNKNOWN : 0;
        if (check.conversion) {
          const { scale, offset } = check.conversion;
          units[(series[place] as Series).key] = [scale, offset];
          hasUnits = true;
          if (scale !== 1 || offset !== 0) mask |= CONVERTED;
        }
        // Nanoseconds as a double are exact to a quarter of a microsecond, which is enough to compare and spares a bigint a row.
        const timeMs = ((words[2 * row + 1] as number) * TWO_32 + ((words[2 * row] as number) >>> 0)) / 1e6;
        const aheadMs = timeMs - receivedAtMs;
        if (aheadMs > check.farFutureMs) {
          faults.push(farFuture(row, batch, receivedAtMs, check));
          continue;
        }
        if (aheadMs > check.clockSkewMs) mask |= SKEW;
        const lastMs = memory.lastMs[place] as number;
        const isLate = timeMs <= lastMs;
        let value = 0;
        if (check.holds !== 'other') {
          value = check.holds === 'numbers' ? (batch.numbers?.[row] as number) : Number(batch.integers?.[row]);
          if (check.conversion) value = value * check.conversion.scale + check.conversion.offset;
          if (value < check.hardLow || value > check.hardHigh) {
            faults.push(outOfRange(row, batch, value, check));
            continue;
          }
          if (value < check.softLow || value > check.softHigh) mask |= SOFT;
        }
        if (memory.begin(place, batches)) touched.push(place);
        const same = memory.same[place] as number;
        if (!isLate) {
          if (check.holds !== 'other') {
            const before = memory.value[place] as number;
            const inARow = same > 0 && value === before ? same + 1 : 1;
            if (inARow >= check.stuckAfter) mask |= STUCK;
            if (same > 0 && Math.abs(value - before) > check.mostPerMs * (timeMs - lastMs)) mask |= RATE;
            memory.value[place] = value;
            memory.same[place] = inARow;
          }
          memory.lastMs[place] = timeMs;
        }
        if (mask === 0) {
          const mayOverwrite = isLate || timeMs <= sinceMs;
          if (!mayOverwrite || !mayBeMarked(place, series[place] as Series)) continue;
          mask = CORRECTS;
        } else memory.mayBeMarked[place] = 1;
        const rows = marked.get(mask);
        if (rows) rows.push(row);
        else marked.set(mask, [row]);
      }

      const mine = batches;
      const undo = (): void => {
        for (const place of touched) memory.undo(place, mine);
      };
      if (faults.length === 0 && marked.size === 0 && !hasUnits)
        return touched.length > 0 ? { faults, checked: undefined, undo } : undefined;
      const marks = [...marked].map(([mask, rows]) => [codesOf(mask), runsOf(rows)] as const);
      return {
        faults,
        checked:
          marks.length === 0 && !hasUnits
            ? undefined
            : { ...(marks.length > 0 ? { marks } : {}), ...(hasUnits ? { units } : {}) },
        undo,
      };
    },
  };
}

const EXCERPT = 100;

function farFuture(row: number, batch: ReadingBatch, receivedAtMs: number, check: SeriesCheck): RowFault {
  const series = batch.series[batch.seriesIndex[row] as number] as Series;
  return {
    row,
    check: 'far-future',
    reason: `the time of "${series.field}" lies too far in the future`,
    found: timeText(batch.timeNs[row] as bigint),
    expected: `at most ${check.farFutureMs} ms after ${new Date(receivedAtMs).toISOString()}, when it came`,
  };
}

const timeText = (ns: bigint): string => {
  const ms = Number(ns / 1_000_000n);
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ns} ns`;
};

function outOfRange(row: number, batch: ReadingBatch, value: number, check: SeriesCheck): RowFault {
  const series = batch.series[batch.seriesIndex[row] as number] as Series;
  const bounds = [
    ...(check.hardLow === -Infinity ? [] : [`at least ${check.hardLow}`]),
    ...(check.hardHigh === Infinity ? [] : [`at most ${check.hardHigh}`]),
  ];
  return {
    row,
    check: 'hard-range',
    reason: `"${series.field}" of "${series.measurement}" is not possible`,
    found: String(value).slice(0, EXCERPT),
    expected: bounds.join(' and '),
  };
}
