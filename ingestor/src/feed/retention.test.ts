import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RecordHeader } from '../spool/record.js';
import { openSpool, type Spool } from '../spool/spool.js';
import { startRetention } from './retention.js';

let dir: string;
let spool: Spool;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-retention-'));
  spool = await openSpool({ dir });
});
afterEach(async () => {
  vi.useRealTimers();
  await spool.close();
  await rm(dir, { recursive: true, force: true });
});

it('keeps a segment while the archive is away, tries again after half a minute, and then releases it', async () => {
  const header: RecordHeader = {
    kind: 'lines',
    source: 's',
    token: 't',
    receivedAtMs: 0,
    precision: 'ns',
    received: 1,
    accepted: 1,
  };
  await spool.append(header, Buffer.from('m v=1 1'));
  await spool.seal(Number.POSITIVE_INFINITY);
  let now = 0;
  let tries = 0;
  let isAway = true;
  const retention = startRetention({
    spool,
    ingestor: 'i',
    archive: {
      putSegment: (source, segment) => {
        tries += 1;
        const kept = {
          kind: 'segment',
          path: 'p',
          source,
          name: String(segment),
          atMs: 0,
          bytes: 1,
          sha256: '',
        } as const;
        return isAway ? Promise.reject(new Error('the archive is away')) : Promise.resolve(kept);
      },
    },
    delivered: () => 1,
    segmentAgeMs: 3_600_000,
    log: pino({ level: 'silent' }),
    clock: () => now,
  });
  const tick = async (): Promise<void> => {
    now += 1_000;
    vi.advanceTimersByTime(1_000);
    // Whoever holds it waits until the pass that goes on has ended.
    (await retention.hold())();
  };
  for (let second = 0; second < 25; second++) await tick();
  expect([tries, spool.segments.length]).toEqual([1, 2]);
  isAway = false;
  for (let second = 0; second < 10; second++) await tick();
  expect([tries, spool.segments.length]).toEqual([2, 1]);
  await retention.close();
});
