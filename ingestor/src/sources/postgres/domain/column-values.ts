import pg from 'pg';

/** A value as JSON has it. */
export type ColumnValue =
  string | number | boolean | null | readonly ColumnValue[] | { readonly [name: string]: unknown };

/** Object ids of Postgres' own types: the same in every server (src/include/catalog/pg_type.dat). */
const OID = {
  bool: 16,
  json: 114,
  jsonb: 3802,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
} as const;
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);
/** Arrays by the type of their elements. */
const ELEMENTS = new Map([
  [1000, OID.bool],
  [1005, 21],
  [1007, 23],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1231, 1700],
  [1009, 25],
  [1015, 1043],
  [1115, OID.timestamp],
  [1182, OID.date],
  [1185, OID.timestamptz],
  [2951, 2950],
]);
const TEXT_ARRAY: number = 1009;

/**
 * Turns the text form of a value (sessions in UTC, ISO dates) into JSON. A number that a double does not hold exactly stays text, so that
 * nothing is rounded; a timestamp without a zone is taken as UTC; types that JSON lacks stay text.
 */
export function columnValue(oid: number, text: string | null): ColumnValue {
  if (text === null) return null;
  if (NUMBERS.has(oid)) return exactNumber(text);
  const element = ELEMENTS.get(oid);
  if (element !== undefined) return elementsOf(pg.types.getTypeParser(TEXT_ARRAY)(text), element);
  switch (oid) {
    case OID.bool:
      return text === 't';
    case OID.json:
    case OID.jsonb:
      return JSON.parse(text) as ColumnValue;
    case OID.timestamp:
    case OID.timestamptz:
      return instant(text);
    default:
      return text;
  }
}

function elementsOf(parsed: unknown, oid: number): ColumnValue {
  if (Array.isArray(parsed)) return parsed.map((each) => elementsOf(each, oid));
  return columnValue(oid, typeof parsed === 'string' ? parsed : null);
}

/** The number if its digits survive, else its text: `12.50` is 12.5, but 2^53 + 1 is not 2^53. */
function exactNumber(text: string): number | string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return sameDigits(text) === sameDigits(String(number)) ? number : text;
}

/** Significant digits and power of ten, whichever way a number is written. */
function sameDigits(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  return `${sign}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}

/** `2026-01-02 03:04:05.678901+00` as RFC 3339; `infinity` and years that RFC 3339 lacks stay as they are. */
function instant(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d)?)?$/.exec(text);
  if (!parts) return text;
  const [, day, time, zone = '+00'] = parts;
  return `${day}T${time}${zone === '+00' ? 'Z' : zone.length === 3 ? `${zone}:00` : zone}`;
}
