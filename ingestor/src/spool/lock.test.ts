import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lock.js';

describe('the lock of a spool folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-lock-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is held by one, and free again after its release', async () => {
    const lock = await lockFolder(dir);
    expect(lock).toBeDefined();
    expect(await lockFolder(dir)).toBeUndefined();
    await lock?.release();
    const again = await lockFolder(dir);
    expect(again).toBeDefined();
    await again?.release();
  });

  it('is won by exactly one of many that find a dead owner', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const { pid } = child;
    await once(child, 'exit');
    await writeFile(path.join(dir, 'lock'), JSON.stringify({ pid, startedTicks: '1', boot: 'x', host: os.hostname() }));
    const locks = await Promise.all(Array.from({ length: 8 }, () => lockFolder(dir)));
    expect(locks.filter(Boolean)).toHaveLength(1);
    for (const lock of locks) await lock?.release();
  });

  it('of another host holds while it is touched, and is stale half a minute later', async () => {
    const file = path.join(dir, 'lock');
    await writeFile(file, JSON.stringify({ pid: 1, startedTicks: '1', boot: 'x', host: 'elsewhere', nonce: 'n' }));
    await utimes(file, new Date(1_000_000), new Date(1_000_000));
    expect(await lockFolder(dir, () => 1_020_000)).toBeUndefined();
    const lock = await lockFolder(dir, () => 1_040_000);
    expect(lock).toBeDefined();
    await lock?.release();
  });
});
