import type { TimeFormat } from '@wellhead/contracts';
import type { Cell } from './cells.js';
import { openZoneClock } from './zones.js';

/** An instant: whole milliseconds since 1970 and the nanoseconds of that millisecond. */
export interface Instant {
  readonly ms: number;
  readonly nanos: number;
}
/** What is wrong with a time: what it should have looked like. */
export interface TimeFault {
  readonly expected: string;
}
export type TimeReader = (cell: Cell) => Instant | TimeFault;

const DAY_MS = 86_400_000;
/** Day 0 of Excel's calendar, ms. It counts 29 February 1900, which never was: serials below 61 are a day off there and refused here. */
const EXCEL_ZERO_MS = Date.UTC(1899, 11, 30);
const FIRST_EXCEL_DAY = 61;
const LAST_EXCEL_DAY = 2_958_465;

const EXPECTED: Readonly<Record<TimeFormat, string>> = {
  iso: 'a time like 2026-11-25 14:30:00, 2026-11-25T14:30:00Z or 2026-11-25',
  'dd.mm.yyyy': 'a time like 25.11.2026 14:30:00 or 25.11.2026',
  'dd/mm/yyyy': 'a time like 25/11/2026 14:30:00 (day first) or 25/11/2026',
  'mm/dd/yyyy': 'a time like 11/25/2026 14:30:00 (month first) or 11/25/2026',
  'yyyy/mm/dd': 'a time like 2026/11/25 14:30:00 or 2026/11/25',
  excel: `a serial day of Excel like 46351.604, from ${FIRST_EXCEL_DAY} to ${LAST_EXCEL_DAY}`,
  'epoch-s': 'seconds since 1970 like 1795617000, with decimals or without',
  'epoch-ms': 'milliseconds since 1970 like 1795617000000',
};

/** Day, month, year or year, month, day, then perhaps a time of day, a fraction of a second and an offset. */
const WRITTEN =
  /^\s*(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/i;
const NUMBER = /^\s*(-?)(\d{1,16})(?:[.,](\d{1,12})\d*)?\s*$/;

/** Reads times as one column writes them; times without an offset are of this zone. */
export function openTimeReader(format: TimeFormat, zone: string): TimeReader {
  const toInstant = openZoneClock(zone);
  const fault: TimeFault = { expected: EXPECTED[format] };
  const skipped: TimeFault = { expected: `a time that the clocks of ${zone} show: they skip this one` };

  const local = (wallMs: number, nanos: number): Instant | TimeFault => {
    const ms = toInstant(wallMs);
    return ms === undefined ? skipped : { ms, nanos };
  };

  function readWritten(text: string): Instant | TimeFault {
    const found = WRITTEN.exec(text);
    if (!found) return fault;
    const [, first = '', separator, middle = '', last = '', hour = '0', minute = '0', second = '0', fraction, offset] =
      found;
    const [year, month, day] = dateParts(format, separator ?? '', first, middle, last) ?? [];
    if (year === undefined || month === undefined || day === undefined) return fault;
    const date = Date.UTC(year, month - 1, day);
    const check = new Date(date);
    if (year < 1678 || year > 2261 || check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day) return fault;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return fault;
    const digits = (fraction ?? '').padEnd(9, '0');
    const wallMs =
      date + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1_000 + Number(digits.slice(0, 3));
    const nanos = Number(digits.slice(3));
    if (offset === undefined) return local(wallMs, nanos);
    if (offset.toUpperCase() === 'Z') return { ms: wallMs, nanos };
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
    return minutes > 18 * 60 ? fault : { ms: wallMs - (offset.startsWith('-') ? -1 : 1) * minutes * 60_000, nanos };
  }

  function readExcel(serial: number): Instant | TimeFault {
    if (!(serial >= FIRST_EXCEL_DAY && serial < LAST_EXCEL_DAY + 1)) return fault;
    // A serial holds about a hundredth of a millisecond; people mean whole milliseconds.
    return local(Math.round(EXCEL_ZERO_MS + serial * DAY_MS), 0);
  }

  function readNumber(text: string): Instant | TimeFault {
    const found = NUMBER.exec(text);
    if (!found) return readWritten(text);
    const [, sign, whole = '', fraction = ''] = found;
    if (format === 'excel') return sign === '' ? readExcel(Number(`${whole}.${fraction}`)) : fault;
    const scale = format === 'epoch-s' ? 1_000 : 1;
    const decimals = fraction.padEnd(9, '0').slice(0, 9);
    const below = format === 'epoch-s' ? Number(decimals) : Math.trunc(Number(decimals) / 1_000);
    const perMs = 1_000_000;
    const ms = Number(whole) * scale + Math.floor(below / perMs);
    if (!Number.isSafeInteger(ms) || ms > 9_223_372_036_854) return fault;
    const nanos = below % perMs;
    if (sign === '') return { ms, nanos };
    return nanos === 0 ? { ms: -ms, nanos } : { ms: -ms - 1, nanos: perMs - nanos };
  }

  const isNumeric = format === 'excel' || format === 'epoch-s' || format === 'epoch-ms';
  return (cell) => {
    if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? fault : local(Math.round(cell.getTime()), 0);
    if (typeof cell === 'number') return isNumeric ? readNumber(plainText(cell)) : fault;
    if (typeof cell !== 'string') return fault;
    return isNumeric ? readNumber(cell) : (readPlain(cell, format, local) ?? readWritten(cell));
  };
}

/** A number without an exponent; what is too large or small for that is no time. */
const plainText = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12) : text;
};

/** Year, month and day of three numbers, by the format; ISO dates are read with any. */
function dateParts(
  format: TimeFormat,
  separator: string,
  first: string,
  middle: string,
  last: string,
): readonly [number, number, number] | undefined {
  const [a, b, c] = [Number(first), Number(middle), Number(last)];
  if (separator === '-' && first.length === 4 && last.length <= 2) return [a, b, c];
  switch (format) {
    case 'dd.mm.yyyy':
      return separator === '.' && last.length === 4 && first.length <= 2 ? [c, b, a] : undefined;
    case 'dd/mm/yyyy':
      return separator === '/' && last.length === 4 && first.length <= 2 ? [c, b, a] : undefined;
    case 'mm/dd/yyyy':
      return separator === '/' && last.length === 4 && first.length <= 2 ? [c, a, b] : undefined;
    case 'yyyy/mm/dd':
      return separator === '/' && first.length === 4 && last.length <= 2 ? [a, b, c] : undefined;
    case 'iso':
    case 'excel':
    case 'epoch-s':
    case 'epoch-ms':
      return undefined;
    default:
      return format satisfies never;
  }
}

const ZERO = 48;
const two = (text: string, at: number): number => {
  const [high, low] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : Number.NaN;
};

/**
 * `2026-11-25 14:30:00` and `25.11.2026 14:30:00`, the common cases of big files, by their places; undefined for anything else. The date of the
 * row before is mostly that of this one, but Date.UTC costs less than remembering it.
 */
function readPlain(
  text: string,
  format: TimeFormat,
  local: (wallMs: number, nanos: number) => Instant | TimeFault,
): Instant | TimeFault | undefined {
  if (text.length !== 19 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const isIso = text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45;
  if (!isIso && !(format === 'dd.mm.yyyy' && text.charCodeAt(2) === 46 && text.charCodeAt(5) === 46)) return undefined;
  const between = text.charCodeAt(10);
  if (between !== 32 && between !== 84) return undefined;
  const year = isIso ? two(text, 0) * 100 + two(text, 2) : two(text, 6) * 100 + two(text, 8);
  const month = isIso ? two(text, 5) : two(text, 3);
  const day = isIso ? two(text, 8) : two(text, 0);
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  // What is doubtful takes the long way, which knows every day of every month.
  if (!(year >= 1678 && year <= 2261 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  return local(Date.UTC(year, month - 1, day, hour, minute, second), 0);
}
