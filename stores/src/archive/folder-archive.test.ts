import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safeName } from './archive-paths.js';
import { openFolderArchive } from './folder-archive.js';

const AT = Date.UTC(2026, 2, 1, 12);

describe('raw archive in a folder', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'wellhead-archive-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps an uploaded file by source and day, and gives its bytes back', async () => {
    const archive = openFolderArchive(dir);
    const kept = await archive.putFile('lab', 'results.csv', Buffer.from('a;b\n1;2\n'), AT);
    expect(kept).toMatchObject({
      kind: 'file',
      path: 'raw-data/lab/2026/03/01/results.csv.gz',
      name: 'results.csv',
      bytes: 8,
    });
    expect((await buffer(await archive.open(kept.path))).toString()).toBe('a;b\n1;2\n');
    expect(gunzipSync(readFileSync(join(dir, kept.path))).toString()).toBe('a;b\n1;2\n');
  });

  it('takes a stream, and keeps the same bytes once', async () => {
    const archive = openFolderArchive(dir);
    const first = await archive.putFile('feed', 'day.json', Readable.from([Buffer.from('[1,'), Buffer.from('2]')]), AT);
    const again = await archive.putFile('feed', 'day.json', Buffer.from('[1,2]'), AT + 1_000);
    expect(again).toEqual(first);
    expect(await archive.list()).toEqual([first]);
  });

  it('gives other bytes under the same name a name of their own', async () => {
    const archive = openFolderArchive(dir);
    await archive.putFile('lab', 'results.csv', Buffer.from('1'), AT);
    const second = await archive.putFile('lab', 'results.csv', Buffer.from('2'), AT);
    expect(second.path).toBe('raw-data/lab/2026/03/01/results~2.csv.gz');
    expect((await archive.list()).length).toBe(2);
  });

  it('keeps a spool segment with its index, once', async () => {
    const archive = openFolderArchive(dir);
    const file = join(dir, 'segment');
    writeFileSync(file, 'records');
    const index = {
      firstReceivedAtMs: AT,
      lastReceivedAtMs: AT + 5_000,
      sources: { http: { records: 2, firstSequence: 8, lastSequence: 9 } },
    };
    const kept = await archive.putSegment('ingestor-1', 12, file, index);
    expect(kept).toMatchObject({
      kind: 'segment',
      path: 'raw-data/2026/03/01/ingestor-1-0000000012.gz',
      source: 'ingestor-1',
      index,
    });
    expect(await archive.putSegment('ingestor-1', 12, file, index)).toEqual(kept);
  });

  it('lists by kind, source and time', async () => {
    const archive = openFolderArchive(dir);
    expect(await archive.list()).toEqual([]);
    const file = join(dir, 'segment');
    writeFileSync(file, 'records');
    await archive.putSegment('i', 1, file, { firstReceivedAtMs: AT, lastReceivedAtMs: AT + 100, sources: {} });
    await archive.putFile('lab', 'a', Buffer.from('a'), AT + 200);
    const paths = async (filter: Parameters<typeof archive.list>[0]): Promise<number> =>
      (await archive.list(filter)).length;
    expect(await paths({ kind: 'file' })).toBe(1);
    expect(await paths({ source: 'i' })).toBe(1);
    expect(await paths({ fromMs: AT + 100, toMs: AT + 200 })).toBe(1);
    expect(await paths({ fromMs: AT + 101 })).toBe(1);
    expect(await paths({ toMs: AT })).toBe(0);
  });

  it('says so when a kept file was damaged', async () => {
    const archive = openFolderArchive(dir);
    const kept = await archive.putFile('lab', 'a', Buffer.from('a'), AT);
    writeFileSync(join(dir, kept.path), gzipSync('b'));
    await expect(buffer(await archive.open(kept.path))).rejects.toThrow(/damaged: its hash differs/);
    writeFileSync(join(dir, kept.path), 'no gzip');
    await expect(buffer(await archive.open(kept.path))).rejects.toThrow();
  });

  it('leaves nothing behind when a stream fails', async () => {
    const archive = openFolderArchive(dir);
    const failing = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('connection lost');
      })(),
    );
    await expect(archive.putFile('lab', 'a', failing, AT)).rejects.toThrow('connection lost');
    expect(await archive.list()).toEqual([]);
    expect(readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
  });

  it('never lets a name lead out of its folder', async () => {
    const archive = openFolderArchive(dir);
    const kept = await archive.putFile('../..', '../../etc/passwd', Buffer.from('x'), AT);
    expect(kept.path).toBe('raw-data/%2e%2e%2f../2026/03/01/%2e%2e%2f..%2fetc%2fpasswd.gz');
    await expect(archive.open('../outside')).rejects.toThrow('leads out of the archive');
    await expect(archive.open('raw-data/none.gz')).rejects.toThrow('holds nothing at raw-data/none.gz');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) => {
        const text = String.fromCharCode(...codes);
        const name = safeName(text);
        expect(name).not.toMatch(/[/\\]|^\.|^$/);
        expect(Array.from(name).every((char) => char >= ' ')).toBe(true);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      }),
    );
  });
});
