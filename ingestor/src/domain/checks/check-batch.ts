import { QUALITY_CODES, type QualityCode, type ReadingBatch, type Series } from '@wellhead/contracts';
import { type CheckedRows, codesOf, runsOf } from './checked-rows.js';
import type { CheckDefinitions } from './definitions.js';
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
}

/** What a series showed last. Late readings are not compared: the order in which they were measured is not theirs. */
interface Memory {
  lastMs: number;
  value: number;
  hasValue: boolean;
  same: number;
  batch: number;
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
 * `onUnknown` is told once of each series whose asset no catalogue knows. A reading at or before `sinceMs` may correct one that was marked
 * before this process began.
 */
export function openBatchChecker(sinceMs: number, onUnknown: (series: Series) => void = () => undefined): BatchChecker {
  let definitions: CheckDefinitions | undefined;
  let table: readonly Series[] = [];
  let checks: (SeriesCheck | undefined)[] = [];
  let memories: (Memory | undefined)[] = [];
  let checkedSeries = 0;
  let batches = 0;

  /** Series only ever join a table, so each is compiled once. */
  function compileNew(series: readonly Series[]): void {
    if (series !== table) {
      table = series;
      checks = [];
      memories = [];
      checkedSeries = 0;
    }
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

    check(batch, receivedAtMs) {
      if (!definitions) return undefined;
      compileNew(batch.series);
      if (checkedSeries === 0) return undefined;
      const { length, seriesIndex } = batch;
      const words = new Int32Array(batch.timeNs.buffer, batch.timeNs.byteOffset, 2 * length);
      const marked = new Map<number, number[]>();
      const faults: RowFault[] = [];
      const units: Record<string, readonly [number, number]> = {};
      const before: [memory: Memory, was: Memory][] = [];
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
          units[(table[place] as Series).key] = [scale, offset];
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
        let memory = memories[place];
        if (!memory) {
          memory = { lastMs: sinceMs, value: 0, hasValue: false, same: 0, batch: 0 };
          memories[place] = memory;
        }
        const isLate = timeMs <= memory.lastMs;
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
        if (memory.batch !== batches) {
          before.push([memory, { ...memory }]);
          memory.batch = batches;
        }
        // Compared with the one before it in time; a gap of nothing but late readings since the start is no gap.
        if (!isLate || !memory.hasValue) {
          if (check.holds !== 'other') {
            const isSame = memory.hasValue && value === memory.value;
            memory.same = isSame ? memory.same + 1 : 1;
            if (memory.same >= check.stuckAfter) mask |= STUCK;
            if (memory.hasValue && Math.abs(value - memory.value) > check.mostPerMs * (timeMs - memory.lastMs))
              mask |= RATE;
            memory.value = value;
            memory.hasValue = true;
          }
          if (timeMs > memory.lastMs) memory.lastMs = timeMs;
        }
        if (mask === 0 && isLate) mask = CORRECTS;
        if (mask === 0) continue;
        const rows = marked.get(mask);
        if (rows) rows.push(row);
        else marked.set(mask, [row]);
      }

      const mine = batches;
      const undo = (): void => {
        // Unless a later batch went on from there: then what these rows taught is part of it.
        for (const [memory, was] of before) if (memory.batch === mine) Object.assign(memory, was);
      };
      if (faults.length === 0 && marked.size === 0 && !hasUnits)
        return before.length > 0 ? { faults, checked: undefined, undo } : undefined;
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
