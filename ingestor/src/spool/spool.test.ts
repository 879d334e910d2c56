import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpoolReader } from './reader.js';
import type { RecordHeader } from './record.js';
import type { SpoolFiles } from './plain-files.js';
import { openSpool, type Spool } from './spool.js';

const header = (receivedAtMs = 0): RecordHeader => ({
  kind: 'lines',
  source: 'test',
  token: 't',
  receivedAtMs,
  precision: 'ns',
  received: 1,
  accepted: 1,
});
const log = pino({ level: 'silent' });

describe('the spool', () => {
  let dir: string;
  const opened: Spool[] = [];
  const openHere = async (options: Partial<Parameters<typeof openSpool>[0]> = {}): Promise<Spool> => {
    const spool = await openSpool({ dir, ...options });
    opened.push(spool);
    return spool;
  };
  const append = (spool: Spool, text: string) => spool.append(header(), Buffer.from(text));
  const readAll = async (spool: Spool, after = 0, maxBytes = 1 << 20): Promise<[number, string][]> => {
    const reader = openSpoolReader(spool, after, log);
    const found: [number, string][] = [];
    for (;;) {
      const records = await reader.next(maxBytes);
      if (records.length === 0) break;
      for (const { sequence, body } of records) found.push([sequence, body.toString()]);
    }
    await reader.close();
    return found;
  };

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-spool-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((spool) => spool.close()));
    await rm(dir, { recursive: true, force: true });
  });

  it('writes small groups over zeros put there before, and ends its files behind the last record', async () => {
    const spool = await openHere({ segmentBytes: 3 * 1024 ** 2 });
    await append(spool, 'a');
    const [segment] = spool.segments;
    if (!segment) throw new Error('a spool has a segment');
    const lengthOf = async (): Promise<number> => (await stat(segment.file)).size;
    const ahead = await lengthOf();
    expect(ahead).toBeGreaterThan(segment.bytes);
    await append(spool, 'b');
    expect(await lengthOf()).toBe(ahead);
    expect(ahead).toBeLessThanOrEqual(3 * 1024 ** 2);
    // A long group does not pay for zeros.
    await append(spool, 'c'.repeat(2 * 1024 ** 2));
    expect(await lengthOf()).toBe(segment.bytes);
    await append(spool, 'd');
    await spool.seal(Number.POSITIVE_INFINITY);
    expect(await lengthOf()).toBe(segment.bytes);
  });

  it('takes zeros behind the last record for no record after a crash', async () => {
    const spool = await openHere();
    await append(spool, 'a');
    const { file } = spool.segments[0] as Spool['segments'][number];
    const asCrashed = path.join(dir, 'as-crashed');
    await copyFile(file, asCrashed);
    await spool.close();
    await copyFile(asCrashed, file);
    const again = await openHere();
    expect(await append(again, 'b')).toEqual({ kind: 'durable', sequence: 2 });
    expect(await readAll(again)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('gives records consecutive sequences and reads them back in order, after a restart too', async () => {
    const first = await openHere();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((text) => append(first, text)));
    expect(outcomes).toEqual([1, 2, 3].map((sequence) => ({ kind: 'durable', sequence })));
    await first.close();
    const second = await openHere();
    expect(await append(second, 'd')).toEqual({ kind: 'durable', sequence: 4 });
    expect(await readAll(second)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]);
    expect(await readAll(second, 2)).toEqual([
      [3, 'c'],
      [4, 'd'],
    ]);
  });

  it('pays one sync for records that arrive together', async () => {
    let syncs = 0;
    const spool = await openHere({ files: counting(() => (syncs += 1)) });
    await Promise.all(Array.from({ length: 200 }, (_, i) => append(spool, String(i))));
    expect(syncs).toBeLessThan(5);
  });

  it('goes on in new segments, removes delivered ones, and keeps counting when all are gone', async () => {
    const spool = await openHere({ segmentBytes: 300 });
    for (let i = 0; i < 10; i++) await append(spool, 'x'.repeat(100));
    expect(spool.segments.length).toBeGreaterThan(3);
    await spool.seal(Number.POSITIVE_INFINITY);
    for (const segment of spool.segments.filter(({ sealed }) => sealed)) await spool.remove(segment);
    await spool.close();
    const again = await openHere();
    expect(await append(again, 'y')).toEqual({ kind: 'durable', sequence: 11 });
    expect(await readAll(again, 10)).toEqual([[11, 'y']]);
  });

  it('refuses what does not fit its bound, and takes it after a delivery', async () => {
    const spool = await openHere({ maxBytes: 1_000 });
    expect(await append(spool, 'x'.repeat(700))).toMatchObject({ kind: 'durable' });
    expect(await append(spool, 'x'.repeat(700))).toEqual({ kind: 'full' });
    await spool.seal(Number.POSITIVE_INFINITY);
    await spool.remove(spool.segments[0] as Spool['segments'][number]);
    expect(await append(spool, 'x'.repeat(700))).toEqual({ kind: 'durable', sequence: 2 });
  });

  it('says that the disk is full, keeps nothing of that record, and goes on when there is room', async () => {
    let full = false;
    const spool = await openHere({
      files: {
        async write(handle, buffers, position) {
          if (!full) return plain.write(handle, buffers, position);
          // Half a record gets to the disk before it is full.
          await plain.write(handle, [(buffers[0] as Buffer).subarray(0, 10)], position);
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        },
        sync: (handle) => handle.datasync(),
      },
    });
    await append(spool, 'a');
    full = true;
    expect(await append(spool, 'b')).toEqual({ kind: 'disk-full' });
    full = false;
    expect(await append(spool, 'c')).toEqual({ kind: 'durable', sequence: 2 });
    await spool.close();
    expect(await readAll(await openHere())).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
  });

  it('acknowledges nothing when a sync fails, and delivers the sequence only once', async () => {
    let fails = false;
    const spool = await openHere({
      files: {
        write: (handle, buffers, position) => plain.write(handle, buffers, position),
        async sync(handle) {
          if (fails) throw Object.assign(new Error('io'), { code: 'EIO' });
          await handle.datasync();
        },
      },
    });
    await append(spool, 'a');
    fails = true;
    expect(await append(spool, 'b')).toMatchObject({ kind: 'failed' });
    fails = false;
    await append(spool, 'c');
    expect(await readAll(spool)).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
  });

  it('starts above what sinks have already seen under its name', async () => {
    const spool = await openHere({ aboveSequence: 41 });
    expect(await append(spool, 'a')).toEqual({ kind: 'durable', sequence: 42 });
    expect(await readAll(spool, 41)).toEqual([[42, 'a']]);
  });

  it('reads records that are longer than its window', async () => {
    const spool = await openHere();
    await append(spool, 'x'.repeat(5_000));
    await append(spool, 'y');
    expect((await readAll(spool, 0, 100)).map(([sequence, body]) => [sequence, body.length])).toEqual([
      [1, 5_000],
      [2, 1],
    ]);
  });

  it('keeps every whole record and cuts the rest, wherever a crash tore the file (property)', async () => {
    const bodies = ['alpha', 'b'.repeat(60), '', 'delta'];
    const spool = await openHere();
    for (const body of bodies) await append(spool, body);
    const { file } = spool.segments[0] as Spool['segments'][number];
    await spool.close();
    const whole = await readFile(file);
    const ends = endsOf(whole);
    const damage = fc.record({
      cut: fc.nat({ max: whole.length }),
      garbage: fc.oneof(
        fc.constant(new Uint8Array()),
        fc.uint8Array({ maxLength: 40 }),
        fc.constant(new Uint8Array(64)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ cut, garbage }) => {
        await writeFile(file, Buffer.concat([whole.subarray(0, cut), garbage]));
        const kept = ends.filter((end) => end <= cut).length;
        const torn = await openSpool({ dir });
        const startsLikeTheRest = Buffer.from(garbage).equals(whole.subarray(cut, cut + garbage.length));
        if (!startsLikeTheRest || garbage.length === 0) expect(torn.durable).toBe(kept);
        expect(await append(torn, 'after')).toEqual({ kind: 'durable', sequence: torn.durable });
        const expected = [...bodies.slice(0, torn.durable - 1), 'after'];
        expect((await readAll(torn)).map(([, body]) => body)).toEqual(expected);
        await torn.close();
      }),
      { numRuns: 80 },
    );
  }, 60_000);
});

const plain: SpoolFiles = {
  async write(handle, buffers, position) {
    await handle.write(Buffer.concat(buffers), 0, undefined, position);
  },
  sync: (handle) => handle.datasync(),
};
const counting = (onSync: () => void): SpoolFiles => ({
  write: (handle, buffers, position) => plain.write(handle, buffers, position),
  async sync(handle) {
    onSync();
    await handle.datasync();
  },
});

function endsOf(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at < bytes.length;) {
    at += 8 + bytes.readUInt32LE(at);
    ends.push(at);
  }
  return ends;
}
