import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.js';

describe('the data folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-folder-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is refused in one sentence while another process holds it, and free again after close', async () => {
    const first = await openDataFolder(dir);
    await expect(openDataFolder(dir)).rejects.toThrow(
      /is in use by process \d+: stop that one, or set WELLHEAD_DATA_DIR/,
    );
    await first.close();
    const second = await openDataFolder(dir);
    await second.close();
  });

  it('is taken over from a process that was killed', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(holder, 'spawn');
    const pid = holder.pid ?? 0;
    await writeFile(path.join(dir, 'wellhead.lock'), JSON.stringify({ pid, startedAt: '1', id: 'x' }));
    // The pid lives but began at another time: it was given to someone else.
    await (await openDataFolder(dir)).close();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await writeFile(path.join(dir, 'wellhead.lock'), JSON.stringify({ pid, startedAt: 'alive', id: 'x' }));
    const folder = await openDataFolder(dir);
    expect(await readFile(path.join(dir, 'wellhead.lock'), 'utf8')).toContain(`"pid":${process.pid}`);
    await folder.close();
  });

  it('names the fault when the path is a file', async () => {
    const file = path.join(dir, 'a-file');
    await writeFile(file, '');
    await expect(openDataFolder(file)).rejects.toThrow(/cannot be written .*set WELLHEAD_DATA_DIR/);
  });
});
