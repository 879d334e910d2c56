import { openDecoder } from '../../src/decode.js';
import type { Decoded } from '../../src/domain/decoded.js';
import { problemOfPart, problemOfRefusal } from '../../src/http/answers.js';
import { openRecordTypes } from '../../src/records/record-types.js';
import { readJsonList } from '../../src/domain/json-points.js';
import { jsonRecordsSchema } from '../../src/records/record-bodies.js';
import { decodeRecord, encodeRecord } from '../../src/spool/record.js';
import type { Random } from './random.js';
import type { CorpusKind } from './corpus.js';
import { SOURCE_DOORS } from './source-doors.js';
import { refused, TAKEN, type Verdict } from './verdict.js';

/** A parser that takes input from outside, as a function of the bytes. */
export interface ParserDoor {
  readonly name: string;
  readonly corpus: CorpusKind;
  feed(bytes: Buffer, random: Random): Verdict;
}

const PRECISIONS = ['ns', 'us', 'ms', 's', 'm', 'h'] as const;
const AT_MS = 1_700_000_000_000;

/** Ordered so that a fault says which parser; each holds what the product would hold. */
export async function openParserDoors(): Promise<readonly ParserDoor[]> {
  // A few names are known with another type, so that conflicts come up, too.
  const types = new Map([
    ['weather.temperature', 'float' as const],
    ['flow.count', 'integer' as const],
    ['esp.state', 'string' as const],
  ]);
  const typeOf = (measurement: string, field: string) => types.get(`${measurement}.${field}`);
  const decoder = openDecoder({ known: typeOf, register: () => Promise.resolve([]) });
  const recordTypes = openRecordTypes(
    () => Promise.resolve(LAB_RESULTS),
    () => AT_MS,
  );
  const checked = await recordTypes.find(LAB_RESULTS.type);
  if (!checked) throw new Error('the record type of the corpus is missing');

  const telemetry =
    (kind: 'lines' | 'points', unit: 'line' | 'point') =>
    (bytes: Buffer, random: Random): Verdict => {
      const decoded = decoder.decode(kind, bytes, { precision: random.pick(PRECISIONS), receivedAtMs: AT_MS, typeOf });
      if (typeof decoded === 'string') return refusedAsAWhole(decoded);
      return verdictOf(decoded, unit);
    };
  return [
    { name: 'line protocol', corpus: 'lines', feed: telemetry('lines', 'line') },
    { name: 'JSON points', corpus: 'points', feed: telemetry('points', 'point') },
    {
      name: 'records',
      corpus: 'records',
      feed(bytes) {
        const rows = readJsonList(bytes, jsonRecordsSchema);
        if (typeof rows === 'string') return refusedAsAWhole(rows);
        const faults = rows.map((row) => checked.fault(row)).filter((fault) => fault !== undefined);
        const [first] = faults;
        return first ? refused(first.reason) : TAKEN;
      },
    },
    {
      name: 'spool record',
      corpus: 'lines',
      feed(bytes, random) {
        const header = {
          kind: 'lines',
          source: 's',
          token: 't',
          receivedAtMs: 1,
          precision: 'ns',
          received: 1,
          accepted: 1,
        } as const;
        const whole = Buffer.concat(encodeRecord(7, Buffer.from(JSON.stringify(header)), bytes));
        const damaged = Buffer.from(whole);
        damaged[random.below(damaged.length)] = random.below(256);
        const decoded = decodeRecord(damaged.subarray(0, random.below(damaged.length + 1)), 0);
        return decoded.kind === 'record' ? TAKEN : refused(decoded.kind);
      },
    },
    ...SOURCE_DOORS,
  ];
}

function verdictOf(decoded: Decoded, unit: 'line' | 'point'): Verdict {
  const { received, refusedCount, refused: places, batch } = decoded;
  if (refusedCount > received) throw new Error(`${refusedCount} of ${received} ${unit}s are refused`);
  if (refusedCount < received && batch.length === 0)
    throw new Error(`${received - refusedCount} ${unit}s are taken, but no row came of them`);
  if (refusedCount === 0) return TAKEN;
  for (const { reason, line, index, raw } of places) {
    if (reason === '' || /undefined|\[object/.test(reason.slice(0, 40)))
      throw new Error(`a refusal gives no reason: “${reason}”`);
    if (line === undefined && index === undefined) throw new Error('a refusal gives no place');
    if (raw === undefined || raw.length > 5_000) throw new Error('a refusal keeps too much of the input, or nothing');
  }
  const { detail } = problemOfPart({ kind: 'kept', received, refusedCount, refused: places }, unit);
  return refused(detail);
}

const refusedAsAWhole = (reason: string): Verdict => refused(problemOfRefusal({ kind: 'unreadable', reason }).message);

const LAB_RESULTS = {
  type: 'lab_results',
  table: 'stg.lab_results',
  key: ['sample_id', 'taken_on'],
  schema: {
    type: 'object',
    properties: {
      sample_id: { type: 'integer', minimum: 1 },
      taken_on: { type: 'string', format: 'date' },
      property: { type: ['string', 'null'], maxLength: 64, pattern: '^[a-z ]*$' },
      value: { type: 'number' },
      curve: { type: 'array', items: { type: 'number' }, maxItems: 1_000 },
    },
    required: ['sample_id', 'taken_on'],
    additionalProperties: false,
  },
};
