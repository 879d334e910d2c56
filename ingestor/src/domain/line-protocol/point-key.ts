import { MAX_KEY_LENGTH, MAX_TAGS } from '../limits.js';
import { nameFault } from '../series-table.js';

/** `measurement,tag=value,…` of a line, decoded. */
export interface PointKey {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
}

const ESCAPABLE = ', =';
const unescapeMeasurement = (text: string): string => (text.includes('\\') ? text.replace(/\\([, ])/g, '$1') : text);

/** Removes the escapes of a tag key, a tag value or a field key. */
export const unescapeKey = (text: string): string => (text.includes('\\') ? text.replace(/\\([,= ])/g, '$1') : text);

/**
 * Reads a point key; a fault is returned as text. A backslash escapes a comma, a space or an equals sign and is itself
 * anywhere else, as in InfluxDB.
 */
export function readPointKey(text: string): PointKey | string {
  if (text.length > MAX_KEY_LENGTH) return `the measurement and tags are longer than ${MAX_KEY_LENGTH} characters`;
  let at = scanTo(text, 0, ',');
  const measurement = unescapeMeasurement(text.slice(0, at));
  const fault = nameFault('measurement', measurement);
  if (fault) return fault;
  const tags: Record<string, string> = {};
  for (let count = 0; at < text.length; count++) {
    if (count === MAX_TAGS) return `the line has more than ${MAX_TAGS} tags`;
    const equals = scanTo(text, at + 1, '=,');
    if (text[equals] !== '=') return `the tag "${text.slice(at + 1, equals)}" has no value`;
    const end = scanTo(text, equals + 1, ',=');
    if (text[end] === '=') return 'a tag value has an unescaped equals sign';
    const key = unescapeKey(text.slice(at + 1, equals));
    const value = unescapeKey(text.slice(equals + 1, end));
    const tagFault = nameFault('tag key', key) ?? nameFault(`value of tag "${key}"`, value);
    if (tagFault) return tagFault;
    if (Object.hasOwn(tags, key)) return `the tag "${key}" is given twice`;
    // Assignment would lose a tag called __proto__.
    Object.defineProperty(tags, key, { value, enumerable: true, configurable: true, writable: true });
    at = end;
  }
  return { measurement, tags };
}

/** The first unescaped character of `stops` from `from` on, or the end. */
function scanTo(text: string, from: number, stops: string): number {
  let at = from;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '\\' && at + 1 < text.length && ESCAPABLE.includes(text[at + 1] as string)) at += 2;
    else if (stops.includes(char)) return at;
    else at += 1;
  }
  return at;
}
