import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { problemSchema } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { openFlakyStore } from '../testing/flaky-store.js';
import { openIngestorFixture, TEST_BUCKET } from '../testing/ingestor-fixture.js';

const LINES = 200;

/** A real file system of two megabytes; why not, if it cannot be mounted. */
async function mountSmallDisk(): Promise<{ readonly dir: string; close(): Promise<void> } | string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', dir], { stdio: 'pipe' });
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    return `a small disk cannot be mounted here: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
  return {
    dir,
    async close() {
      execFileSync('umount', [dir]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const disk = await mountSmallDisk();
if (typeof disk === 'string') console.log(`skipped: the spool on a full disk: ${disk}`);

it.skipIf(typeof disk === 'string')(
  'on a disk that is full answers 507, keeps what it acknowledged, and goes on when there is room',
  async () => {
    if (typeof disk === 'string') return;
    const telemetry = openFlakyStore();
    telemetry.isDown = true;
    const ballast = path.join(disk.dir, 'ballast');
    await writeFile(ballast, Buffer.alloc(900_000));
    const dataDir = path.join(disk.dir, 'data');
    await mkdir(dataDir);
    const fixture = await openIngestorFixture({ telemetry, dataDir });
    let next = 0;
    let acknowledged = 0;
    const write = async (): Promise<Response> => {
      const first = next;
      next += LINES;
      const lines = Array.from({ length: LINES }, (_, at) => `full,asset=tank-with-a-long-name v=${at} ${first + at}`);
      const response = await fixture.post(`/api/v2/write?bucket=${TEST_BUCKET}`, lines.join('\n'));
      if (response.status === 204) acknowledged += LINES;
      return response;
    };
    const fill = async (): Promise<Response> => {
      for (let tries = 0; tries < 1_000; tries++) {
        const response = await write();
        if (response.status !== 204) return response;
      }
      throw new Error('the disk does not fill');
    };
    const refused = await fill();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([507, '30']);
    expect(problemSchema.parse(await refused.json()).detail).toContain('Make room');
    expect((await write()).status).toBe(507);
    const before = acknowledged;
    expect(before).toBeGreaterThan(0);
    await rm(ballast);
    expect((await write()).status).toBe(204);
    expect((await fill()).status).toBe(507);
    expect(acknowledged).toBeGreaterThan(before + LINES);
    // A new process finds on the full disk what was acknowledged, and nothing else.
    await fixture.restart({ limits: { memoryBytes: 0 } });
    telemetry.isDown = false;
    await fixture.ingestor.drained();
    expect(await telemetry.count({})).toBe(acknowledged);
    expect(await fixture.ingestor.checkLedger()).toMatchObject({ isBalanced: true });
    await fixture.close();
    await disk.close();
  },
  60_000,
);
