import { type FileMapping, fileMappingSchema } from '@wellhead/contracts';
import { openConversion } from '../../src/files/convert-file.js';
import type { FileChunk } from '../../src/files/domain/chunks.js';
import type { FileFormat } from '../../src/files/domain/file-format.js';
import type { CorpusKind } from './corpus.js';
import type { ParserDoor } from './parser-doors.js';
import type { Random } from './random.js';
import { refused, TAKEN, type Verdict } from './verdict.js';

const csv = { encoding: 'utf-8', decimal: ',' } as const;
const time = { column: 'time', format: 'dd.mm.yyyy' } as const;
const long = {
  form: 'long',
  asset: { column: 'well' },
  name: 'sensor',
  value: 'value',
  signals: {
    t: { signal: 'esp.motor_temperature', unit: 'fahrenheit' },
    TI: { signal: 'esp.intake', asset: 'w9', type: 'integer' },
  },
  unmapped: { measurement: 'scada' },
} as const;

/** How the files of the corpus are read: every form, every kind of field, dates and numbers as people write them. */
export const FILE_MAPPINGS: readonly FileMapping[] = [
  { csv, time, readings: long },
  {
    csv: { encoding: 'windows-1251', thousands: ' ' },
    time,
    missing: ['-'],
    readings: { ...long, unmapped: 'refuse' },
  },
  {
    csv,
    headerRows: 2,
    headerRow: 2,
    time: { column: 'Time', format: 'excel', zone: 'Europe/Moscow' },
    readings: {
      form: 'wide',
      asset: { fixed: 'T-1' },
      columns: [
        { column: 'value', signal: 'gasoline.density' },
        { column: 'running', signal: 'esp.running', type: 'boolean' },
      ],
    },
  },
  { rowsAt: 'rows', time: { column: 'time' }, readings: { ...long, value: 'sensor.value', name: 'sensor.id' } },
  {
    csv,
    time,
    records: {
      type: 'lab_results',
      columns: [
        { column: 'well', field: 'sample_id' },
        { column: 'time', field: 'taken_on' },
        { column: 'value', field: 'value' },
        { column: 'sensor', field: 'curve' },
      ],
      fixed: { property: 'water' },
    },
  },
  {
    sheets: ['Field', 'Lab'],
    headerRow: 2,
    time: { column: 'Time', zone: 'Europe/Moscow' },
    readings: {
      form: 'wide',
      asset: { column: 'Well' },
      columns: [
        { column: 'Pressure', signal: 'esp.pressure' },
        { column: 'Note', signal: 'esp.note', type: 'string' },
      ],
    },
  },
].map((mapping) => fileMappingSchema.parse(mapping));

const KNOWN = {
  signals: [{ asset: 'w1', measurement: 'esp', field: 'motor_temperature', unit: 'celsius' }],
  types: [{ measurement: 'esp', field: 'running', type: 'boolean' as const }],
};
const FIELDS = [
  { name: 'sample_id', type: 'integer' },
  { name: 'taken_on', type: 'string', format: 'date' },
  { name: 'property', type: 'string' },
  { name: 'value', type: 'number' },
  { name: 'curve', type: 'array' },
];

/** Files of each format, as `POST /api/v1/files` and a watched folder read them. */
export function openFileDoors(): readonly ParserDoor[] {
  const door = (name: string, corpus: CorpusKind, format: FileFormat): ParserDoor => ({
    name,
    corpus,
    feed: (bytes, random) => convert(format, bytes, random),
  });
  return [
    door('files of CSV', 'csv', 'csv'),
    door('files of JSON', 'file-json', 'json'),
    door('files of NDJSON', 'ndjson', 'ndjson'),
    // Unpacked twice and parsed as XML: a few milliseconds each.
    { ...door('workbooks', 'xlsx', 'xlsx'), share: 0.2 },
  ];
}

async function convert(format: FileFormat, bytes: Buffer, random: Random): Promise<Verdict> {
  const mapping = random.pick(FILE_MAPPINGS);
  const conversion = openConversion({ format, mapping, known: KNOWN, fields: FIELDS, skipRows: 0 });
  const cut = random.below(bytes.length + 1);
  const chunks = [...conversion.push(bytes.subarray(0, cut)), ...conversion.push(bytes.subarray(cut))];
  const end = await conversion.end();
  chunks.push(...end.chunks);
  return verdictOf(chunks, mapping, end.fault?.reason);
}

function verdictOf(chunks: readonly FileChunk[], mapping: FileMapping, fault: string | undefined): Verdict {
  for (const { text, rows } of chunks) {
    const found = mapping.records ? (JSON.parse(text) as readonly unknown[]).length : linesOf(text);
    if (found !== rows.length) throw new Error(`${found} lines or records come of ${rows.length} rows`);
  }
  const [first] = chunks.flatMap((chunk) => chunk.refused);
  for (const { reason, row } of chunks.flatMap((chunk) => chunk.refused)) {
    if (reason === '' || /undefined|\[object/.test(reason.slice(0, 40)))
      throw new Error(`a refusal gives no reason: “${reason}”`);
    if (row < 1) throw new Error('a refusal gives no place');
  }
  if (fault !== undefined) return refused(fault);
  return first ? refused(first.reason) : TAKEN;
}

const linesOf = (text: string): number => (text === '' ? 0 : text.split('\n').length);
