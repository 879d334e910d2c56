import {
  GOOD,
  QUALITY_CODES,
  QUALITY_MEASUREMENT,
  QUALITY_OF,
  type ReadingBatch,
  type Series,
  seriesOf,
} from '@wellhead/contracts';
import type { SeriesTable } from '../series-table.js';
import { UNIT_TAG } from './series-check.js';

/** Row numbers of a batch as runs, first and count by turns: [3, 2, 9, 1] are the rows 3, 4 and 9. */
export type RowRuns = readonly number[];

/**
 * What checks decided about the rows of a body, in the numbering of the batch as it is decoded. It lies in the header of the record: checks
 * with a memory cannot run again, so what they said is applied again whenever the body is read back.
 */
export interface CheckedRows {
  /** Rows of lines that were refused. */
  readonly refused?: RowRuns;
  /** Rows that are not good, by their codes (`soft-range,rate`); `good` where one may correct a reading that was not. */
  readonly marks?: readonly (readonly [codes: string, rows: RowRuns])[];
  /** Series that declared a unit, by key: how their values become the unit of the signal. */
  readonly units?: Readonly<Record<string, readonly [scale: number, offset: number]>>;
}

/** Packs ascending row numbers. */
export function runsOf(rows: readonly number[]): RowRuns {
  const runs: number[] = [];
  for (const row of rows) {
    const last = runs.length - 2;
    if (last >= 0 && (runs[last] as number) + (runs[last + 1] as number) === row) (runs[last + 1] as number)++;
    else runs.push(row, 1);
  }
  return runs;
}

export function* rowsOf(runs: RowRuns): Generator<number> {
  for (let at = 0; at < runs.length; at += 2)
    for (let row = runs[at] as number, left = runs[at + 1] as number; left > 0; row++, left--) yield row;
}

/** The codes of a mask, bit n = QUALITY_CODES[n]. */
export const codesOf = (mask: number): string => QUALITY_CODES.filter((_, bit) => mask & (1 << bit)).join(',') || GOOD;

/** Converts, leaves out what was refused, and adds the companions of what is not good. The batch may be changed in place. */
export function applyChecked(batch: ReadingBatch, checked: CheckedRows | undefined, table: SeriesTable): ReadingBatch {
  if (!checked) return batch;
  if (checked.units) convert(batch, checked.units, table);
  const refused = new Set(rowsOf(checked.refused ?? []));
  const companions: [place: number, timeNs: bigint, codes: string][] = [];
  for (const [codes, runs] of checked.marks ?? [])
    for (const row of rowsOf(runs)) {
      if (refused.has(row)) continue;
      const series = batch.series[batch.seriesIndex[row] as number] as Series;
      companions.push([companionPlace(series, table), batch.timeNs[row] as bigint, codes]);
    }
  if (refused.size === 0 && companions.length === 0) return batch;
  return rebuilt(batch, refused, companions, table);
}

/** Tags of a companion: those of its series, without the unit that a reading declared, and the measurement. */
function companionTags({ measurement, tags }: Series): Record<string, string> {
  const { [UNIT_TAG]: _declared, ...rest } = tags;
  return { ...rest, [QUALITY_OF]: measurement };
}

/** The key of the series that holds the qualities of another one, its unit being dropped. */
export const companionKey = (series: Series): string =>
  seriesOf(QUALITY_MEASUREMENT, companionTags(series), series.field, 'string').key;

const companionPlace = ({ measurement, field, tags }: Series, table: SeriesTable): number =>
  table.place(QUALITY_MEASUREMENT, { ...tags, [QUALITY_OF]: measurement }, field, 'string');

function convert(batch: ReadingBatch, units: NonNullable<CheckedRows['units']>, table: SeriesTable): void {
  const kept = new Map<number, { place: number; scale: number; offset: number } | undefined>();
  for (let row = 0; row < batch.length; row++) {
    const place = batch.seriesIndex[row] as number;
    if (!kept.has(place)) kept.set(place, targetOf(batch.series[place] as Series, units, table));
    const target = kept.get(place);
    if (!target) continue;
    batch.seriesIndex[row] = target.place;
    if (batch.numbers && (target.scale !== 1 || target.offset !== 0))
      batch.numbers[row] = (batch.numbers[row] as number) * target.scale + target.offset;
  }
}

/** The same series without the unit that it declared: that is how the signal is known. */
function targetOf(
  { key, measurement, field, tags, type }: Series,
  units: NonNullable<CheckedRows['units']>,
  table: SeriesTable,
) {
  const unit = units[key];
  if (!unit) return undefined;
  const { [UNIT_TAG]: _declared, ...rest } = tags;
  return { place: table.place(measurement, rest, field, type), scale: unit[0], offset: unit[1] };
}

function rebuilt(
  batch: ReadingBatch,
  refused: ReadonlySet<number>,
  companions: readonly (readonly [place: number, timeNs: bigint, codes: string])[],
  table: SeriesTable,
): ReadingBatch {
  const length = batch.length - refused.size + companions.length;
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = batch.numbers && new Float64Array(length);
  const integers = batch.integers && new BigInt64Array(length);
  const strings = batch.strings || companions.length > 0 ? new Array<string | undefined>(length) : undefined;
  let to = 0;
  for (let row = 0; row < batch.length; row++) {
    if (refused.has(row)) continue;
    seriesIndex[to] = batch.seriesIndex[row] as number;
    timeNs[to] = batch.timeNs[row] as bigint;
    if (numbers) numbers[to] = batch.numbers?.[row] as number;
    if (integers) integers[to] = batch.integers?.[row] as bigint;
    if (strings) strings[to] = batch.strings?.[row];
    to += 1;
  }
  for (const [place, at, codes] of companions) {
    seriesIndex[to] = place;
    timeNs[to] = at;
    if (strings) strings[to] = codes;
    to += 1;
  }
  return { series: table.series, length, seriesIndex, timeNs, numbers, integers, strings };
}
