import type { ArchivedFile, RawArchive } from '@wellhead/stores';
import { arrivedAtMs, decodeRecord, type SpoolRecord } from '../spool/record.js';

/** A record as it lies in the archive: which spool it was in, and what it holds. */
export interface ArchivedRecord {
  readonly ingestor: string;
  readonly record: SpoolRecord;
}

/** Reads the records of a sealed segment, in order; rejects when the segment is damaged. */
export async function* readSegment(
  archive: Pick<RawArchive, 'open'>,
  { path, source }: ArchivedFile,
): AsyncGenerator<ArchivedRecord> {
  let rest: Buffer = Buffer.alloc(0);
  let need = 0;
  let chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of await archive.open(path)) {
    chunks.push(chunk as Buffer);
    held += (chunk as Buffer).length;
    if (rest.length + held < need) continue;
    const bytes = Buffer.concat([rest, ...chunks]);
    chunks = [];
    held = 0;
    let at = 0;
    for (;;) {
      const decoded = decodeRecord(bytes, at);
      if (decoded.kind === 'damaged') throw new Error(`The archived segment ${path} is damaged at byte ${at}.`);
      if (decoded.kind === 'short') {
        need = decoded.need;
        break;
      }
      at = decoded.end;
      yield { ingestor: source, record: decoded.record };
    }
    rest = bytes.subarray(at);
  }
}

/**
 * The records of many segments as they were acknowledged: those of one ingestor in the order of its spool, several ingestors by the time of
 * arrival, as far as their clocks agree. One segment an ingestor is open at a time.
 */
export async function* recordsInOrder(
  archive: Pick<RawArchive, 'open'>,
  segments: readonly ArchivedFile[],
): AsyncGenerator<ArchivedRecord> {
  const byIngestor = new Map<string, ArchivedFile[]>();
  for (const segment of segments) {
    const own = byIngestor.get(segment.source);
    if (own) own.push(segment);
    else byIngestor.set(segment.source, [segment]);
  }
  async function* spoolOf(own: readonly ArchivedFile[]): AsyncGenerator<ArchivedRecord> {
    const inOrder = own.toSorted((a, b) => Number(a.name) - Number(b.name));
    for (const [at, segment] of inOrder.entries()) {
      // A tail that could not be cut after a failed write was never acknowledged: its sequences begin the next segment again.
      const limit = Number(inOrder[at + 1]?.name ?? Number.POSITIVE_INFINITY);
      for await (const one of readSegment(archive, segment)) if (one.record.sequence < limit) yield one;
    }
  }
  const spools = [...byIngestor.values()].map(spoolOf);
  const heads = await Promise.all(spools.map(async (records) => ({ records, head: await records.next() })));
  try {
    for (;;) {
      let earliest: { records: AsyncGenerator<ArchivedRecord>; head: IteratorResult<ArchivedRecord> } | undefined;
      let atMs = Number.POSITIVE_INFINITY;
      for (const one of heads) {
        if (one.head.done) continue;
        const arrived = arrivedAtMs(one.head.value.record.header);
        if (arrived >= atMs) continue;
        earliest = one;
        atMs = arrived;
      }
      if (!earliest || earliest.head.done) return;
      yield earliest.head.value;
      earliest.head = await earliest.records.next();
    }
  } finally {
    await Promise.all(spools.map((records) => records.return(undefined)));
  }
}
