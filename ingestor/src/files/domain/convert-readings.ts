import type { FieldType, FileMapping, LongReadings, WideReadings } from '@wellhead/contracts';
import { type Cell, cellText, foundText, type RowFault } from './cells.js';
import { fieldValue } from './field-values.js';
import type { NumberStyle } from './normal-number.js';
import { type Instant, openTimeReader, type TimeFault } from './read-time.js';
import { faulty, NOTHING, type RowConverter } from './row-converter.js';
import { conversionOf, fieldHead, type Known, pointHead, remembering, signalParts, typeOf } from './series-heads.js';

type Columns = ReadonlyMap<string, number>;
type Convert = ((value: number) => number) | undefined;

/** Turns rows into lines of line protocol with times in ns. A row is kept or refused as a whole. */
export function readingsConverter(mapping: FileMapping, columns: Columns, known: Known): RowConverter {
  const { readings, time, csv } = mapping;
  if (!readings || !time) throw new Error('the mapping has no readings');
  const isMissing = missingOf(mapping);
  const values = readings.form === 'wide' ? wideValues : longValues;
  const pointsOf = values(readings as WideReadings & LongReadings, columns, known, csv, isMissing);
  const readTime = openTimeReader(time.format, time.zone);
  const timePlace = placeOf(columns, time.column);
  return (cells) => {
    const points = pointsOf(cells);
    if (points === undefined) return NOTHING;
    if (!Array.isArray(points)) return faulty(points as RowFault);
    const cell = cells[timePlace] ?? null;
    const instant = readTime(cell);
    if (!('ms' in instant)) return faulty(timeFault(time.column, cell, instant));
    return { kind: 'text', text: lines(points as readonly string[], nanoseconds(instant)) };
  };
}

export const missingOf = ({ missing }: FileMapping): ((cell: Cell | undefined) => boolean) => {
  const words = new Set(missing);
  return (cell) => {
    if (cell === null || cell === undefined || cell === '') return true;
    return (
      typeof cell === 'string' && (words.has(cell) || cell.trim() === '' || (words.size > 0 && words.has(cell.trim())))
    );
  };
};

export const timeFault = (column: string, cell: Cell, { expected }: TimeFault): RowFault => ({
  column,
  reason: 'the time cannot be read',
  found: foundText(cell),
  expected,
});

/** A column that the header is known to have. */
export const placeOf = (columns: Columns, name: string): number => columns.get(name) ?? -1;

function lines(points: readonly string[], time: string): string {
  if (points.length === 1) return `${points[0]} ${time}`;
  return points.map((point) => `${point} ${time}`).join('\n');
}

function nanoseconds({ ms, nanos }: Instant): string {
  if (ms > 0) return nanos === 0 ? `${ms}000000` : `${ms}${String(nanos).padStart(6, '0')}`;
  return String(BigInt(ms) * 1_000_000n + BigInt(nanos));
}

/** Points of a row without their time; undefined if there is no value in it. */
type PointsOf = (cells: readonly Cell[]) => readonly string[] | RowFault | undefined;

/** The asset of a row: fixed, or the text of a cell. */
function assetOf(
  asset: { column: string } | { fixed: string },
  columns: Columns,
): { column: string | undefined; read: (cells: readonly Cell[]) => string } {
  if ('fixed' in asset) return { column: undefined, read: () => asset.fixed };
  const place = placeOf(columns, asset.column);
  return {
    column: asset.column,
    read: (cells) => {
      const cell = cells[place];
      const text = typeof cell === 'string' ? cell : cellText(cell);
      return text.charCodeAt(0) > 32 && text.charCodeAt(text.length - 1) > 32 ? text : text.trim();
    },
  };
}

const assetFault = (column: string | undefined, reason: string, found: string): RowFault => ({
  ...(column === undefined ? {} : { column }),
  reason,
  found: found === '' ? 'an empty cell' : found.slice(0, 100),
  expected: 'the name of an asset',
});

function wideValues(
  readings: WideReadings,
  columns: Columns,
  known: Known,
  style: NumberStyle,
  isMissing: (cell: Cell | undefined) => boolean,
): PointsOf {
  interface WideColumn {
    readonly place: number;
    readonly column: string;
    readonly head: string;
    readonly type: FieldType;
    readonly convert: ((asset: string) => ReturnType<typeof conversionOf>) | undefined;
  }
  /** Columns of one measurement and one asset make one point. */
  interface WideGroup {
    readonly assetColumn: string | undefined;
    readonly readAsset: (cells: readonly Cell[]) => string;
    readonly headOf: (asset: string) => { head: string } | { fault: string };
    readonly columns: WideColumn[];
  }
  const groups = new Map<string, WideGroup>();
  for (const { column, signal, asset, unit, type } of readings.columns) {
    const { measurement, field } = signalParts(signal);
    const id = JSON.stringify([measurement, asset]);
    let group = groups.get(id);
    if (!group) {
      const named = assetOf(asset === undefined ? readings.asset : { fixed: asset }, columns);
      const headOf = remembering((name) => pointHead(measurement, name));
      groups.set(id, (group = { assetColumn: named.column, readAsset: named.read, headOf, columns: [] }));
    }
    group.columns.push({
      place: placeOf(columns, column),
      column,
      head: fieldHead(field),
      type: type ?? typeOf(known, measurement, field) ?? 'float',
      convert:
        unit === undefined ? undefined : remembering((name) => conversionOf(known, unit, name, measurement, field)),
    });
  }
  const all = [...groups.values()];
  return (cells) => {
    const points: string[] = [];
    for (const group of all) {
      const asset = group.readAsset(cells);
      let fields = '';
      for (const { place, column, head, type, convert } of group.columns) {
        const cell = cells[place];
        if (cell === undefined || isMissing(cell)) continue;
        const conversion = convert?.(asset);
        if (typeof conversion === 'object') return { column, reason: conversion.fault, expected: conversion.expected };
        const value = fieldValue(cell, column, type, style, conversion);
        if (typeof value !== 'string') return value;
        fields += fields === '' ? head + value : `,${head}${value}`;
      }
      if (fields === '') continue;
      const named = group.headOf(asset);
      if ('fault' in named) return assetFault(group.assetColumn, named.fault, asset);
      points.push(named.head + fields);
    }
    return points.length === 0 ? undefined : points;
  };
}

function longValues(
  readings: LongReadings,
  columns: Columns,
  known: Known,
  style: NumberStyle,
  isMissing: (cell: Cell | undefined) => boolean,
): PointsOf {
  const { name, value, signals, unmapped } = readings;
  const [namePlace, valuePlace] = [placeOf(columns, name), placeOf(columns, value)];
  const rowAsset = readings.asset ? assetOf(readings.asset, columns) : undefined;

  interface LongSignal {
    readonly asset: string | undefined;
    readonly type: FieldType;
    readonly ofAsset: (asset: string) => { head: string; convert: Convert } | RowFault;
  }
  const signalOf = remembering((text): LongSignal | RowFault => {
    const mapped = Object.hasOwn(signals, text) ? signals[text] : undefined;
    if (!mapped && unmapped === 'refuse')
      return {
        column: name,
        reason: 'the mapping does not know this signal',
        found: foundText(text),
        expected: Object.keys(signals).slice(0, 20).join(', ') || 'a signal of the mapping',
      };
    const { measurement, field } = mapped
      ? signalParts(mapped.signal)
      : { measurement: unmapped === 'refuse' ? '' : unmapped.measurement, field: text };
    const unit = mapped?.unit;
    return {
      asset: mapped?.asset,
      type: mapped?.type ?? typeOf(known, measurement, field) ?? 'float',
      ofAsset: remembering((asset) => {
        const point = pointHead(measurement, asset);
        if ('fault' in point) return assetFault(rowAsset?.column, point.fault, asset);
        const convert = unit === undefined ? undefined : conversionOf(known, unit, asset, measurement, field);
        if (typeof convert === 'object') return { column: value, reason: convert.fault, expected: convert.expected };
        return { head: point.head + fieldHead(field), convert };
      }),
    };
  });

  return (cells) => {
    const cell = cells[valuePlace] ?? null;
    const nameCell = cells[namePlace] ?? null;
    if (isMissing(cell)) return undefined;
    if (isMissing(nameCell)) return { column: name, reason: 'the row names no signal', found: foundText(nameCell) };
    const signal = signalOf(cellText(nameCell).trim());
    if ('reason' in signal) return signal;
    const written = signal.ofAsset(signal.asset ?? rowAsset?.read(cells) ?? '');
    if ('reason' in written) return written;
    const text = fieldValue(cell, value, signal.type, style, written.convert);
    return typeof text === 'string' ? [written.head + text] : text;
  };
}
