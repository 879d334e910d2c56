import { openRecordTypes } from '../../src/records/record-types.js';
import { readJsonList } from '../../src/domain/json-points.js';
import { jsonRecordsSchema } from '../../src/records/record-bodies.js';
import { decodeRecord, encodeRecords } from '../../src/spool/record.js';
import type { Random } from './random.js';
import type { CorpusKind } from './corpus.js';
import { openFileDoors } from './file-doors.js';
import { openMessageDoors } from './message-doors.js';
import { SOURCE_DOORS } from './source-doors.js';
import { openTelemetryVerdict, refusedAsAWhole } from './telemetry-verdict.js';
import { refused, TAKEN, type Verdict } from './verdict.js';

/** A parser that takes input from outside, as a function of the bytes. */
export interface ParserDoor {
  readonly name: string;
  readonly corpus: CorpusKind;
  /** How many of the inputs it gets, beside a door of 1; default: 1. Of one that takes milliseconds a million is too many. */
  readonly share?: number;
  feed(bytes: Buffer, random: Random): Verdict | Promise<Verdict>;
}

const AT_MS = 1_700_000_000_000;

/** Ordered so that a fault says which parser; each holds what the product would hold. */
export async function openParserDoors(): Promise<readonly ParserDoor[]> {
  const telemetry = openTelemetryVerdict();
  const recordTypes = openRecordTypes(
    () => Promise.resolve(LAB_RESULTS),
    () => AT_MS,
  );
  const checked = await recordTypes.find(LAB_RESULTS.type);
  if (!checked) throw new Error('the record type of the corpus is missing');

  return [
    { name: 'line protocol', corpus: 'lines', feed: (bytes, random) => telemetry('lines', bytes, random) },
    { name: 'JSON points', corpus: 'points', feed: (bytes, random) => telemetry('points', bytes, random) },
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
        const whole = Buffer.concat(
          encodeRecords(7, [{ headerJson: Buffer.from(JSON.stringify(header)), body: bytes }]),
        );
        const damaged = Buffer.from(whole);
        damaged[random.below(damaged.length)] = random.below(256);
        const decoded = decodeRecord(damaged.subarray(0, random.below(damaged.length + 1)), 0);
        return decoded.kind === 'record' ? TAKEN : refused(decoded.kind);
      },
    },
    ...SOURCE_DOORS,
    ...openFileDoors(),
    ...openMessageDoors(telemetry),
  ];
}

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
