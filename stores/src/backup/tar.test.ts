import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar } from './read-backup.js';
import { openTarWriter } from './tar-writer.js';

const AT_MS = 1_700_000_000_000;

async function tarOf(files: readonly (readonly [path: string, text: string])[]): Promise<Buffer> {
  const stream = new PassThrough();
  const whole = buffer(stream);
  const writer = openTarWriter(stream, () => AT_MS);
  for (const [name, text] of files) await writer.addText(name, text);
  await writer.end();
  stream.end();
  return whole;
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function filesOf(bytes: Buffer, size = 1_000): Promise<[string, string][]> {
  const files: [string, string][] = [];
  for await (const entry of readTar(inPieces(bytes, size), 'the tar')) {
    const parts: Buffer[] = [];
    for await (const part of entry.content) parts.push(part);
    files.push([entry.path, Buffer.concat(parts).toString('utf8')]);
  }
  return files;
}

describe('the tar of a backup', () => {
  it('comes back as it was written, however long the paths and however the bytes are cut', async () => {
    const file = fc.tuple(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).filter((name) => !name.includes('\0')),
      fc.string({ maxLength: 2_000 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.integer({ min: 1, max: 3_000 }), async (files, size) => {
        expect(await filesOf(await tarOf(files), size)).toEqual(files);
      }),
      { numRuns: 60 },
    );
  });

  it('passes over what nobody reads', async () => {
    const bytes = await tarOf([
      ['a', 'x'.repeat(5_000)],
      ['b', 'y'],
    ]);
    const paths: string[] = [];
    for await (const { path: name } of readTar(inPieces(bytes, 700), 'the tar')) paths.push(name);
    expect(paths).toEqual(['a', 'b']);
  });

  it('tells a tar that breaks off or was changed', async () => {
    const bytes = await tarOf([['a', 'x'.repeat(5_000)]]);
    await expect(filesOf(bytes.subarray(0, 2_000))).rejects.toThrow('breaks off');
    const changed = Buffer.from(bytes);
    changed[3] = 7;
    await expect(filesOf(changed)).rejects.toThrow('a tar header does not add up');
  });

  it('counts and hashes what it writes', async () => {
    const stream = new PassThrough();
    stream.resume();
    const writer = openTarWriter(stream, () => AT_MS);
    await writer.addText('a', 'hello');
    expect(writer.entries).toEqual([
      { path: 'a', bytes: 5, sha256: createHash('sha256').update('hello').digest('hex') },
    ]);
  });

  it.skipIf(!existsSync('/usr/bin/tar') && !existsSync('/bin/tar'))(
    'is read by the tar of the system (skipped where there is none)',
    async () => {
      const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-tar-'));
      try {
        const long = `${'folder/'.repeat(30)}file`;
        await writeFile(
          path.join(dir, 'a.tar'),
          await tarOf([
            [long, 'far'],
            ['near', 'by'],
          ]),
        );
        await promisify(execFile)('tar', ['xf', 'a.tar'], { cwd: dir });
        expect(await readFile(path.join(dir, long), 'utf8')).toBe('far');
        expect(await readFile(path.join(dir, 'near'), 'utf8')).toBe('by');
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    },
  );
});
