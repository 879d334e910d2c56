import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSpool, type Spool } from './spool.js';
import { append, plain, readAll, useSpoolFolder } from './testing/spool-fixture.js';

describe('the spool after a crash, on a full disk and on one that fails', () => {
  const folder = useSpoolFolder();

  it('takes zeros behind the last record for no record after a crash', async () => {
    const spool = await folder.open();
    await append(spool, 'a');
    const { file } = spool.segments[0] as Spool['segments'][number];
    const asCrashed = path.join(folder.dir(), 'as-crashed');
    await copyFile(file, asCrashed);
    await spool.close();
    await copyFile(asCrashed, file);
    const again = await folder.open();
    expect(await append(again, 'b')).toEqual({ kind: 'durable', sequence: 2 });
    expect(await readAll(again)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('says that the disk is full, keeps nothing of that record, and goes on when there is room', async () => {
    let full = false;
    const spool = await folder.open({
      files: {
        ...plain,
        async write(handle, buffers, position) {
          if (!full) return plain.write(handle, buffers, position);
          // Half a record gets to the disk before it is full.
          await plain.write(handle, [(buffers[0] as Buffer).subarray(0, 10)], position);
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        },
      },
    });
    await append(spool, 'a');
    full = true;
    expect(await append(spool, 'b')).toEqual({ kind: 'disk-full' });
    full = false;
    expect(await append(spool, 'c')).toEqual({ kind: 'durable', sequence: 2 });
    await spool.close();
    expect(await readAll(await folder.open())).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
  });

  it('acknowledges nothing when a sync fails, and delivers the sequence only once', async () => {
    let fails = false;
    const spool = await folder.open({
      files: {
        ...plain,
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

  it('keeps every whole record and cuts the rest, wherever a crash tore the file (property)', async () => {
    const bodies = ['alpha', 'b'.repeat(60), '', 'delta'];
    const spool = await folder.open();
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
        const torn = await openSpool({ dir: folder.dir() });
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

function endsOf(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at < bytes.length;) {
    at += 8 + bytes.readUInt32LE(at);
    ends.push(at);
  }
  return ends;
}
