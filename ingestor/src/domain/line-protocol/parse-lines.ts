import { cutColumns, takeBatch } from '../columns.js';
import { BOUNDED, type Decoded, type DecodeOptions, excerptOf, openRefusals } from '../decoded.js';
import { MAX_LINE_BYTES } from '../limits.js';
import { beginBatch, forgetClaims } from '../rows.js';
import type { SeriesTable } from '../series-table.js';
import { readLine } from './line.js';
import { clearPatterns, NO_PATTERN } from './patterns.js';
import { failAt, forgetClaimed, openReader, type Reader, setBytes } from './reader.js';
import { readRepeatedLines } from './repeated-lines.js';

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const SPACE = 32;
const HASH = 35;

/** Above this, points and series are forgotten and learnt anew: memory has an end, cardinality has not. */
const MAX_POINTS = 1_000_000;

/**
 * A reader of InfluxDB line protocol: body → columns, nanoseconds and int64 exact, several fields a line, comments and blank lines
 * skipped. A bad line gives no rows and is refused with its number and reason; the lines around it are kept. Never throws.
 * Format: docs.influxdata.com, line protocol reference; escapes as InfluxDB reads them.
 */
export function openLineParser(table?: SeriesTable): (body: Buffer, options: DecodeOptions) => Decoded {
  const reader = openReader(table);
  return (body, options) => parseLines(reader, body, options);
}

function parseLines(reader: Reader, body: Buffer, options: DecodeOptions): Decoded {
  if (reader.points.size > MAX_POINTS) reader.table.clear();
  if (reader.series !== reader.table.series) {
    reader.points.clear();
    reader.fieldKeys.clear();
    clearPatterns(reader.patterns);
    reader.lastPattern = NO_PATTERN;
    reader.series = reader.table.series;
  }
  beginBatch(reader, options);
  setBytes(reader, body);
  const { columns, end } = reader;
  const { onPart, refusals: bounds = BOUNDED } = options;
  let refusals: ReturnType<typeof openRefusals> | undefined;
  let received = 0;
  let lineNumber = 0;
  let at = 0;
  while (at < end) {
    const before = reader.repeated;
    // Whoever wants every line by itself, or may not write every asset, has them read one by one.
    if (!onPart && !options.mayWrite) at = readRepeatedLines(reader, at);
    received += reader.repeated - before;
    lineNumber += reader.repeated - before;
    if (at >= end) break;
    lineNumber++;
    while (at < end && isBlank(body[at] as number)) at++;
    if (at >= end) break;
    if (body[at] === NEWLINE) {
      at++;
      continue;
    }
    if (body[at] === HASH) {
      at = lineEnd(body, at) + 1;
      continue;
    }
    received++;
    const firstRow = columns.length - columns.first;
    const firstClaim = reader.newTypes.length;
    let stop = readLine(reader, at);
    if (stop - at > MAX_LINE_BYTES)
      stop = failAt(reader, stop, { reason: 'the line is too long', expected: `at most ${MAX_LINE_BYTES} bytes` });
    if (stop < 0) {
      cutColumns(columns, columns.first + firstRow);
      if (reader.newTypes.length > firstClaim) forgetClaimed(reader);
      forgetClaims(reader, firstClaim);
      stop = lineEnd(body, Math.max(at, Math.min(reader.faultAt, end)));
      // A character has at most four bytes.
      const raw = body.toString('utf8', at, Math.min(stop, at + 4 * bounds.rawCharacters + 4));
      const fault = reader.fault ?? { reason: 'cannot be read' };
      refusals ??= openRefusals(bounds);
      refusals.add({ line: lineNumber, ...excerptOf(raw, bounds), ...fault });
    } else if (onPart) onPart({ line: lineNumber }, body.toString('utf8', at, stop), firstRow);
    // A text value may span lines; without one this finds nothing, and it costs one native search a line with text only.
    if (columns.hasStrings || reader.fault) lineNumber += newlinesIn(body, at, stop);
    reader.fault = undefined;
    at = stop + 1;
  }
  forgetClaimed(reader);
  const batch = takeBatch(columns, reader.series);
  const { newTypes } = reader;
  setBytes(reader);
  return { batch, received, refusedCount: refusals?.count ?? 0, refused: refusals?.list() ?? [], newTypes };
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB || byte === RETURN;

function lineEnd(body: Buffer, from: number): number {
  const newline = body.indexOf(NEWLINE, from);
  return newline < 0 ? body.length : newline;
}

function newlinesIn(body: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = body.indexOf(NEWLINE, from); at >= 0 && at < to; at = body.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
