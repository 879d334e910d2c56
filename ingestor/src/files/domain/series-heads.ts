import { type FieldType, seriesOf, unitConversion } from '@wellhead/contracts';
import { nameFault } from '../../domain/series-table.js';

/** What is known of a signal that a mapping writes. */
export interface KnownSignal {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly unit: string;
}
export interface KnownType {
  readonly measurement: string;
  readonly field: string;
  readonly type: FieldType;
}
/** What the catalogue knew when the file was begun. */
export interface Known {
  readonly signals: readonly KnownSignal[];
  readonly types: readonly KnownType[];
}

/** `measurement.field` in its parts. */
export function signalParts(signal: string): { measurement: string; field: string } {
  const dot = signal.indexOf('.');
  return { measurement: signal.slice(0, dot), field: signal.slice(dot + 1) };
}

/** Names that are remembered; beyond it all are forgotten, so that memory stays bounded. */
const MAX_HEADS = 50_000;

/** Remembers what is made of the text of a cell. The key is copied: cut out of a big text, it would hold all of it. */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const copy = Buffer.from(text).toString();
    const made = make(copy);
    if (kept.size >= MAX_HEADS) kept.clear();
    kept.set(copy, made);
    return made;
  };
}

/** Beginning of a line: `esp,asset=well-101 `; or why the asset cannot be kept. */
export const pointHead = (measurement: string, asset: string): { head: string } | { fault: string } => {
  const fault = nameFault('asset', asset) ?? nameFault('measurement', measurement);
  return fault === undefined ? { head: `${seriesOf(measurement, { asset }, 'f', 'float').pointKey} ` } : { fault };
};

/** `motor_temperature=`, escaped. */
export const fieldHead = (field: string): string => `${seriesOf('m', {}, field, 'float').key.slice(2)}=`;

export const typeOf = (known: Known, measurement: string, field: string): FieldType | undefined =>
  known.types.find((one) => one.measurement === measurement && one.field === field)?.type;

/** How values in `from` become values in the unit of the signal of an asset, or why that is not known. */
export function conversionOf(
  known: Known,
  from: string,
  asset: string,
  measurement: string,
  field: string,
): ((value: number) => number) | { readonly fault: string; readonly expected: string } {
  const signals = known.signals.filter((one) => one.measurement === measurement && one.field === field);
  const own = signals.find((one) => one.asset === asset);
  const units = new Set((own ? [own] : signals).map(({ unit }) => unit));
  const [unit = ''] = units;
  const name = `${measurement}.${field}`;
  if (units.size !== 1 || unit === '')
    return {
      fault: `the unit of ${name} of “${asset}” is not known, so ${from} cannot be converted into it`,
      expected:
        'a signal of an installed pack that has a unit; or leave the unit out of the mapping to keep values as they are',
    };
  const conversion = unitConversion(from, unit);
  if (!conversion)
    return {
      fault: `${from} cannot be converted into ${unit}, the unit of ${name}`,
      expected: `a unit of the same quantity as ${unit}`,
    };
  const { scale, offset } = conversion;
  return (value) => {
    const scaled = value * scale;
    // Factors of tenths are not exact in binary: fifteen digits of the larger part are what a double can promise.
    const magnitude = Math.max(Math.abs(scaled), Math.abs(offset));
    if (!(magnitude > 0)) return scaled + offset;
    const decimals = Math.min(100, Math.max(0, 14 - Math.floor(Math.log10(magnitude))));
    return Number((scaled + offset).toFixed(decimals));
  };
}
