import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PACK_NAMES } from '@wellhead/packs';
import {
  freePort,
  memoryOf,
  processTree,
  startStandaloneProcess,
  type StandaloneProcess,
  type StandaloneSettings,
} from '../../standalone/testing/standalone-process.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';

const WRITES_A_SECOND = 20;
const WRITES_A_MINUTE = 60 * WRITES_A_SECOND;
const LINES_A_WRITE = 100;

/** `npm start` with every pack and its demo: first start, warm start, and then writes of 100 lines, 20 a second, for ten minutes. */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const parent = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-five-packs-'));
  const settings: StandaloneSettings = {
    dataDir: path.join(parent, 'data'),
    httpPort: await freePort(),
    pluginPort: await freePort(),
    packs: PACK_NAMES.join(','),
  };
  try {
    const first = await startStandaloneProcess(settings, 900_000);
    await first.stop('SIGINT');
    console.log(`First start: ready after ${rounded(first.readyAfterMs / 1_000)} s`);
    const running = await startStandaloneProcess(settings);
    try {
      const written = await write(running, quick ? 20 : 600);
      const { rss, pss } = memoryOf(processTree(running.pid));
      for (let minute = 0; minute * WRITES_A_MINUTE < written.length; minute += 1) {
        const some = written.slice(minute * WRITES_A_MINUTE, (minute + 1) * WRITES_A_MINUTE);
        console.log(
          `Minute ${minute + 1}: acknowledged after ${ofAll(some, 0.5)} ms (p50), ${ofAll(some, 0.99)} ms (p99)`,
        );
      }
      return {
        name: 'five-packs',
        figures: {
          first_s: rounded(first.readyAfterMs / 1_000),
          warm_ready_s: rounded(running.readyAfterMs / 1_000),
          rss_mb: rounded(rss / 1e6),
          pss_mb: rounded(pss / 1e6),
          ack_ms_p50: ofAll(written, 0.5),
          ack_ms_p99: ofAll(written, 0.99),
        },
        ratios: {},
        n: { packs: PACK_NAMES.length, writes: written.length },
        machine: before,
      };
    } finally {
      await running.stop('SIGINT');
    }
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** What this share of the times does not exceed. */
function ofAll(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
}

/** ms from the request to the acknowledgement of each write, in the order of the answers; the pace does not wait for answers. */
async function write(running: StandaloneProcess, seconds: number): Promise<readonly number[]> {
  const headers = { authorization: `Token ${running.token()}` };
  const times: number[] = [];
  const underWay: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < seconds * WRITES_A_SECOND; sent += 1) {
    await delay(Math.max(0, startedAt + (sent * 1_000) / WRITES_A_SECOND - performance.now()));
    const atMs = Date.now();
    const body = Array.from({ length: LINES_A_WRITE }, (_, line) => `bench,asset=b-${line} value=${sent} ${atMs}`);
    const askedAt = performance.now();
    underWay.push(
      fetch(`${running.httpUrl}/api/v2/write?bucket=wellhead&precision=ms`, {
        method: 'POST',
        headers,
        body: body.join('\n'),
      }).then(async (response) => {
        if (response.status !== 204)
          throw new Error(`a write was answered ${response.status}: ${await response.text()}`);
        times.push(performance.now() - askedAt);
      }),
    );
  }
  await Promise.all(underWay);
  return times;
}
