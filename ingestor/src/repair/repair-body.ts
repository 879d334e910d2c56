import type { QuarantinedRow, RawArchive } from '@wellhead/stores';
import { type Decoder, readingOf } from '../decode.js';
import { rowsOf } from '../domain/checks/checked-rows.js';
import { MAX_REFUSED, type RefusedInput } from '../domain/decoded.js';
import { readJsonList } from '../domain/json-points.js';
import type { Feed } from '../feed/feed.js';
import { jsonRecordsSchema } from '../records/record-bodies.js';
import { readSegment } from '../replay/archived-records.js';
import type { SpoolRecord } from '../spool/record.js';

/** What a refused row is to come in as again; or why it cannot be had. */
export type RepairBody =
  { readonly kind: 'body'; readonly body: Buffer } | { readonly kind: 'missing'; readonly reason: string };

export interface RepairBodyParts {
  readonly archive: Pick<RawArchive, 'list' | 'open'>;
  readonly feed: Feed;
  readonly decoder: Decoder;
}

/** Finds the text of refused rows: as it was corrected, as quarantine has it, or, where that is only a part, out of the raw archive. */
export function openRepairBodies({
  archive,
  feed,
  decoder,
}: RepairBodyParts): (row: QuarantinedRow) => Promise<RepairBody> {
  let last: { readonly key: string; readonly record: SpoolRecord | undefined } | undefined;
  let isSealed = false;

  async function findArchived({
    ingestor,
    spoolSequence = 0,
    source,
  }: QuarantinedRow): Promise<SpoolRecord | undefined> {
    const segments = await archive.list({ kind: 'segment', source: ingestor ?? '' });
    const segment = segments.find(({ index }) => {
      const held = index?.sources[source];
      return held && held.firstSequence <= spoolSequence && held.lastSequence >= spoolSequence;
    });
    if (!segment) return undefined;
    for await (const { record } of readSegment(archive, segment)) if (record.sequence === spoolSequence) return record;
    return undefined;
  }

  /** The record that held the row. Rows of one record stand together, so the last one found is kept. */
  async function recordOf(row: QuarantinedRow): Promise<SpoolRecord | undefined> {
    const key = `${row.ingestor} ${row.spoolSequence}`;
    if (last?.key === key) return last.record;
    let record = await findArchived(row);
    if (!record && !isSealed) {
      isSealed = true;
      await feed.spool.seal(Number.POSITIVE_INFINITY);
      await feed.drained({ archive: true });
      record = await findArchived(row);
    }
    last = { key, record: record && { ...record, body: Buffer.from(record.body) } };
    return last.record;
  }

  return async (row) => {
    const text = row.corrected ?? (row.isPart || row.covers > 1 ? undefined : row.raw);
    if (text !== undefined) return { kind: 'body', body: bodyOf(row.kind, [text]) };
    const record = await recordOf(row);
    if (!record)
      return {
        kind: 'missing',
        reason: `only the beginning of it is here, and record ${row.spoolSequence} of ingestor ${row.ingestor} is not in the raw archive yet`,
      };
    const texts = refusedTexts(record, row, decoder);
    return texts.length > 0
      ? { kind: 'body', body: bodyOf(row.kind, texts) }
      : { kind: 'missing', reason: 'the record in the raw archive does not hold it any more' };
  };
}

function bodyOf(kind: QuarantinedRow['kind'], texts: readonly string[]): Buffer {
  if (kind === 'lines') return Buffer.from(texts.join('\n'));
  const [only = ''] = texts;
  // A list that was refused as a whole stays one.
  const isList = texts.length === 1 && /^\s*(\[|\{\s*"rows"\s*:)/.test(only);
  return Buffer.from(isList ? only : `[${texts.join(',')}]`);
}

/** The refused parts of a record that a row stands for, in full. */
function refusedTexts({ header, body }: SpoolRecord, row: QuarantinedRow, decoder: Decoder): readonly string[] {
  const { kind } = header;
  const pick = (all: readonly Pick<RefusedInput, 'line' | 'index' | 'raw'>[]): readonly string[] =>
    (row.covers > 1
      ? all.slice(MAX_REFUSED)
      : all.filter(({ line, index }) => line === row.place['line'] && index === row.place['index'])
    ).map(({ raw }) => raw);
  switch (kind) {
    case 'lines':
    case 'points': {
      const options = readingOf(header);
      if (!row.refusedBy.startsWith('check ')) return pick(decoder.refusalsOf(kind, body, options));
      const refused = new Set(rowsOf(header.checked?.refused ?? []));
      const parts = decoder.partsOf(kind, body, options).filter(({ firstRow }) => refused.has(firstRow));
      return pick(parts.map(({ place, raw }) => ({ ...place, raw })));
    }
    case 'records': {
      const list = readJsonList(body, jsonRecordsSchema);
      if (typeof list === 'string') return [];
      const indexes = row.refusedBy.startsWith('store ')
        ? list.map((_, index) => index)
        : (header.refusedIndexes ?? []);
      return pick(indexes.map((index) => ({ index, raw: JSON.stringify(list[index]) ?? 'null' })));
    }
    case 'refused':
      return [body.toString('utf8')];
    case 'store-refusals':
      return [];
    default:
      return kind satisfies never;
  }
}
