import { readMapping } from '@wellhead/stores';
import { z } from 'zod';
import { openCsvReader } from '../../src/files/domain/csv-records.js';
import { readStatements } from '../../src/sources/influx/influxql.js';
import { readTopicTemplate } from '../../src/sources/mqtt/topic-template.js';
import { payloadSchema } from '../../src/sources/payload/payload-config.js';
import { readPayload } from '../../src/sources/payload/read-payload.js';
import type { ParserDoor } from './parser-doors.js';
import { refused, TAKEN } from './verdict.js';

const payloads = payloadSchema({});
const WAYS = [
  { format: 'number', measurement: 'esp', field: 'temperature' },
  { format: 'json', measurement: 'esp', field: 'value' },
  {
    format: 'json',
    members: { time: 'ts', asset: 'asset', value: 'value', tags: ['state'] },
    measurement: 'esp',
    field: 'v',
  },
  { format: 'lines' },
  { format: 'points' },
  { format: 'records', recordType: 'lab_results' },
].map((way) => payloads.parse(way));
const listSchema = z.array(z.unknown());

/** Parsers of what comes by other ways than HTTP: messages, files, mappings. */
export const SOURCE_DOORS: readonly ParserDoor[] = [
  {
    name: 'messages',
    corpus: 'messages',
    feed(bytes, random) {
      const read = readPayload(bytes, random.pick(WAYS), { asset: 'w1' });
      if (read.kind === 'refused') return refused(read.reason);
      if (read.kind === 'points' && read.refused !== undefined) {
        listSchema.parse(JSON.parse(read.body.toString('utf8')));
        return refused(read.refused[0]?.reason ?? '');
      }
      return TAKEN;
    },
  },
  {
    name: 'topic templates',
    corpus: 'influxql',
    feed(bytes) {
      const text = bytes.toString('utf8');
      const template = readTopicTemplate(text.replaceAll(' ', '/'));
      if (typeof template === 'string') return refused(template);
      template.match(text);
      return TAKEN;
    },
  },
  {
    name: 'InfluxQL',
    corpus: 'influxql',
    feed(bytes) {
      const other = readStatements(bytes.toString('utf8')).find(({ kind }) => kind === 'other');
      return other ? refused('this statement is not answered') : TAKEN;
    },
  },
  {
    name: 'mappings',
    corpus: 'mappings',
    feed(bytes) {
      const mapping = readMapping(bytes.toString('utf8'));
      return 'faults' in mapping ? refused(mapping.faults.join('; ')) : TAKEN;
    },
  },
  {
    name: 'CSV',
    corpus: 'csv',
    feed(bytes, random) {
      const reader = openCsvReader(random.pick([',', ';', '\t']));
      const text = bytes.toString('utf8');
      const cut = random.below(text.length + 1);
      const records = [...reader.push(text.slice(0, cut)), ...reader.push(text.slice(cut)), ...reader.end()];
      for (const { cells, line } of records)
        if (!Array.isArray(cells) || line < 1) throw new Error('a record has no cells, or no line');
      return TAKEN;
    },
  },
];
