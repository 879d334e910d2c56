import { type Frame, type FrameField, NS_PER_MS } from '@wellhead/contracts';
import type { CellValue, ChartSeries, TableColumn } from './report-content.js';

/** Reads data frames as a report shows them. */

const MS_A_MINUTE = 60_000;

/** `YYYY-MM-DD` at the start of a UTC day, else `YYYY-MM-DD HH:MM`. */
function spokenTime(ms: number): string {
  const text = new Date(Math.round(ms / MS_A_MINUTE) * MS_A_MINUTE).toISOString();
  return ms % 86_400_000 === 0 ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

const msOf = (value: unknown): number | null =>
  typeof value === 'bigint' ? Number(value / NS_PER_MS) : typeof value === 'number' ? value : null;

/** One value of a column: times as text, integers as numbers where they are exact. */
export function cellOf(field: FrameField, row: number): CellValue {
  const value = (field.values as ArrayLike<unknown>)[row] ?? null;
  if (value === null) return null;
  if (field.type === 'time') {
    const ms = msOf(value);
    return ms === null ? null : spokenTime(ms);
  }
  if (typeof value === 'bigint')
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
      ? Number(value)
      : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'boolean' ? value : String(value);
}

export const rowsOf = (frame: Frame): number => frame.fields[0]?.values.length ?? 0;

export const numeric = ({ type }: FrameField): boolean =>
  type === 'number' || type === 'integer' || type === 'unsigned';

/** What kind of column a field makes; times that all lie at the start of a day are days. */
export function kindOf(field: FrameField): TableColumn['kind'] {
  if (numeric(field)) return 'number';
  if (field.type !== 'time') return 'text';
  return Array.from({ length: field.values.length }, (_, row) => cellOf(field, row)).every(
    (cell) => cell === null || String(cell).length === 10,
  )
    ? 'day'
    : 'time';
}

/** What a query said about its answer, such as that it was cut or that an interval is uncalibrated, each once. */
export const noticesOf = (frames: readonly Frame[]): readonly string[] => [
  ...new Set(frames.flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text))),
];

/** The first number of an answer; null where there is none. */
export function firstNumber(frames: readonly Frame[]): number | null {
  for (const frame of frames)
    for (const field of frame.fields)
      if (numeric(field) && field.values.length > 0) {
        const cell = cellOf(field, 0);
        return typeof cell === 'number' ? cell : null;
      }
  return null;
}

interface Curve {
  readonly name: string;
  readonly quantile: string | undefined;
  /** `uncalibrated` where the data source says so of a forecast. */
  readonly interval: string | undefined;
  readonly at: ReadonlyMap<number, number | null>;
}

/** One curve a numeric field of each frame that has a time. */
function curvesOf(frames: readonly Frame[]): Curve[] {
  return frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === 'time');
    if (time === undefined) return [];
    return frame.fields.filter(numeric).map((field) => {
      const at = new Map<number, number | null>();
      for (let row = 0; row < field.values.length; row += 1) {
        const ms = msOf((time.values as ArrayLike<unknown>)[row]);
        const cell = cellOf(field, row);
        if (ms !== null) at.set(ms, typeof cell === 'number' ? cell : null);
      }
      const { quantile, interval, ...labels } = field.labels ?? {};
      const name = field.config?.displayNameFromDS ?? (Object.values(labels).join(' ') || field.name);
      return { name, quantile, interval, at };
    });
  });
}

/** Pairs of quantiles that bound an interval, the widest first, so that the narrow ones are drawn over it. */
const INTERVALS = [
  ['p2.5', 'p97.5', '95 % interval'],
  ['p10', 'p90', '80 % interval'],
  ['p25', 'p75', '50 % interval'],
] as const;

/** Curves over one common x. Quantiles of a forecast become its median, a line, and its intervals, bands, whose names say where they are uncalibrated. */
export function chartOf(frames: readonly Frame[]): {
  readonly x: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly bands: readonly ChartSeries[];
} {
  const curves = curvesOf(frames);
  const times = [...new Set(curves.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  const valuesOf = ({ at }: Curve): (number | null)[] => times.map((ms) => at.get(ms) ?? null);
  const ofQuantile = (quantile: string): Curve | undefined => curves.find((curve) => curve.quantile === quantile);
  const median = ofQuantile('p50');
  return {
    x: times.map(spokenTime),
    series: [
      ...curves
        .filter(({ quantile }) => quantile === undefined)
        .map((curve) => ({ name: curve.name, values: valuesOf(curve) })),
      ...(median ? [{ name: 'Forecast (median)', values: valuesOf(median) }] : []),
    ],
    bands: INTERVALS.flatMap(([low, high, name]) => {
      const [lower, upper] = [ofQuantile(low), ofQuantile(high)];
      if (lower === undefined || upper === undefined) return [];
      const told = lower.interval === undefined ? name : `${name}, ${lower.interval}`;
      return [{ name: told, values: valuesOf(lower), high: valuesOf(upper) }];
    }),
  };
}
