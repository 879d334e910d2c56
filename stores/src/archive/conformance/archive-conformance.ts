import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawArchive } from '../archive.js';

/** One place for bytes, opened empty. */
export interface ArchiveSubject {
  readonly archive: RawArchive;
  /** Another archive over the same place, as after a restart. */
  reopen(): Promise<RawArchive>;
  /** Paths of everything that lies there, drafts included. */
  everything(): Promise<readonly string[]>;
  /** The bytes as they lie there. */
  read(path: string): Promise<Buffer>;
  /** Puts other bytes in their place, as damage would. */
  damage(path: string, bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

const AT = Date.UTC(2026, 2, 1, 12);

/** Every promise of the raw archive, as tests a user understands; each adapter runs them all. */
export function archiveConformance(name: string, open: () => Promise<ArchiveSubject>): void {
  describe(`raw archive promises: ${name}`, () => {
    let subject: ArchiveSubject;
    let archive: RawArchive;
    let dir: string;
    beforeEach(async () => {
      dir = mkdtempSync(join(tmpdir(), 'wellhead-archive-input-'));
      subject = await open();
      ({ archive } = subject);
    });
    afterEach(async () => {
      await subject?.close();
      rmSync(dir, { recursive: true });
    });
    const segmentFile = (): string => {
      const file = join(dir, 'segment');
      writeFileSync(file, 'records');
      return file;
    };

    it('keeps an uploaded file by source and day, compressed, and gives its bytes back', async () => {
      const kept = await archive.putFile('lab', 'results.csv', Buffer.from('a;b\n1;2\n'), AT);
      expect(kept).toMatchObject({
        kind: 'file',
        path: 'raw-data/lab/2026/03/01/results.csv.gz',
        name: 'results.csv',
        bytes: 8,
      });
      expect((await buffer(await archive.open(kept.path))).toString()).toBe('a;b\n1;2\n');
      expect(gunzipSync(await subject.read(kept.path)).toString()).toBe('a;b\n1;2\n');
    });

    it('takes a stream, and keeps the same bytes once', async () => {
      const first = await archive.putFile(
        'feed',
        'day.json',
        Readable.from([Buffer.from('[1,'), Buffer.from('2]')]),
        AT,
      );
      const again = await archive.putFile('feed', 'day.json', Buffer.from('[1,2]'), AT + 1_000);
      expect(again).toEqual(first);
      expect(await archive.list()).toEqual([first]);
    });

    it('keeps a file of many megabytes as it is', async () => {
      // Hardly compressible, and longer than a part of a multipart upload.
      const bytes = Buffer.alloc(20 * 1024 * 1024);
      for (let at = 0, seed = 1; at < bytes.length; at += 4) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        bytes.writeUInt32LE(seed, at);
      }
      const kept = await archive.putFile('feed', 'big.bin', bytes, AT);
      expect((await buffer(await archive.open(kept.path))).equals(bytes)).toBe(true);
    });

    it('gives other bytes under the same name a name of their own, at the same moment too', async () => {
      const contents = ['1', '2', '3'];
      const kept = await Promise.all(
        contents.map((text) => archive.putFile('lab', 'results.csv', Buffer.from(text), AT)),
      );
      expect(kept.map(({ path }) => path.slice('raw-data/lab/2026/03/01/'.length)).sort()).toEqual([
        'results.csv.gz',
        'results~2.csv.gz',
        'results~3.csv.gz',
      ]);
      const read = await Promise.all(kept.map(async ({ path }) => (await buffer(await archive.open(path))).toString()));
      expect(read).toEqual(contents);
    });

    it('keeps a spool segment with its index by source, once, and finds it after a restart', async () => {
      const index = {
        firstReceivedAtMs: AT,
        lastReceivedAtMs: AT + 5_000,
        sources: { http: { records: 2, firstSequence: 8, lastSequence: 9 } },
      };
      const kept = await archive.putSegment('ingestor-1', 12, segmentFile(), index);
      expect(kept).toMatchObject({
        kind: 'segment',
        path: 'raw-data/2026/03/01/ingestor-1-0000000012.gz',
        source: 'ingestor-1',
        index,
      });
      expect(await archive.putSegment('ingestor-1', 12, segmentFile(), index)).toEqual(kept);
      const later = await subject.reopen();
      expect(await later.list()).toEqual([kept]);
      expect((await buffer(await later.open(kept.path))).toString()).toBe('records');
    });

    it('lists by kind, source and time', async () => {
      expect(await archive.list()).toEqual([]);
      const index = { firstReceivedAtMs: AT, lastReceivedAtMs: AT + 100, sources: {} };
      await archive.putSegment('i', 1, segmentFile(), index);
      await archive.putFile('lab', 'a', Buffer.from('a'), AT + 200);
      const found = async (filter: Parameters<typeof archive.list>[0]): Promise<number> =>
        (await archive.list(filter)).length;
      expect(await found({ kind: 'file' })).toBe(1);
      expect(await found({ source: 'i' })).toBe(1);
      expect(await found({ fromMs: AT + 100, toMs: AT + 200 })).toBe(1);
      expect(await found({ fromMs: AT + 101 })).toBe(1);
      expect(await found({ toMs: AT })).toBe(0);
    });

    it('says so when a kept file was damaged', async () => {
      const kept = await archive.putFile('lab', 'a', Buffer.from('a'), AT);
      await subject.damage(kept.path, gzipSync('b'));
      await expect(buffer(await archive.open(kept.path))).rejects.toThrow(/damaged: its hash differs/);
      await subject.damage(kept.path, Buffer.from('no gzip'));
      await expect(buffer(await archive.open(kept.path))).rejects.toThrow();
    });

    it('says which label cannot be read', async () => {
      const kept = await archive.putFile('lab', 'a', Buffer.from('a'), AT);
      await subject.damage(`${kept.path}.json`, Buffer.from('{'));
      await expect((await subject.reopen()).open(kept.path)).rejects.toThrow(`The label ${kept.path}.json`);
    });

    it('leaves nothing behind when a stream fails', async () => {
      const failing = Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('connection lost');
        })(),
      );
      await expect(archive.putFile('lab', 'a', failing, AT)).rejects.toThrow('connection lost');
      expect(await archive.list()).toEqual([]);
      expect(await subject.everything()).toEqual([]);
    });

    it('keeps names with spaces and other letters, and never lets one lead out of its folder', async () => {
      const cyrillic = await archive.putFile('склад 1', 'остатки за май.csv', Buffer.from('x'), AT);
      expect((await buffer(await archive.open(cyrillic.path))).toString()).toBe('x');
      const kept = await archive.putFile('../..', '../../etc/passwd', Buffer.from('x'), AT);
      expect(kept.path).toBe('raw-data/%2e%2e%2f../2026/03/01/%2e%2e%2f..%2fetc%2fpasswd.gz');
      await expect(archive.open('raw-data/none.gz')).rejects.toThrow('holds nothing at raw-data/none.gz');
    });
  });
}
