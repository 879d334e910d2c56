import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';
import { buildProduct, isInstalled, startProduct } from './ingest/targets.js';
import { runWrk, WRK, type WrkOutcome } from './ingest-small/wrk.js';

const FIRST_SECONDS = 1_700_000_000;

/**
 * Requests of one point over 64 connections: ours, built as in its image and durable before the answer, and a bare `node:http` server that only reads
 * the body, in turn, each in a process of its own.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const rounds = quick ? 1 : 3;
  const seconds = quick ? 4 : 15;
  const named = { name: 'ingest-small', machine: before };
  if (!isInstalled(WRK))
    return { ...named, figures: {}, ratios: {}, n: {}, missing: [`${WRK} is not installed (Debian: apt install wrk)`] };
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-small-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  const product = await startProduct(dir, [], undefined, await buildProduct(path.join(dir, 'app')));
  const bare = await startBareServer();
  const token = (product.headers['authorization'] ?? '').slice('Token '.length);
  try {
    const [ours, theirs]: [WrkOutcome[], WrkOutcome[]] = [[], []];
    // The first requests make the series and compile the code: not counted as speed.
    const warmUp = await runWrk(product.url, token, FIRST_SECONDS, 3);
    await runWrk(bare.url, token, FIRST_SECONDS, 3);
    for (let round = 1; round <= rounds; round++) {
      ours.push(await runWrk(product.url, token, FIRST_SECONDS + round, seconds));
      theirs.push(await runWrk(bare.url, token, FIRST_SECONDS + round, seconds));
    }
    const drainSeconds = await product.drain();
    const acknowledged = [warmUp, ...ours].reduce((sum, one) => sum + one.acknowledged, 0);
    const stored = await product.count();
    const [our, their] = [meanOf(ours), meanOf(theirs)];
    return {
      ...named,
      figures: {
        requests_per_s: Math.round(our.requestsPerSecond),
        p99_ms: rounded(our.p99Ms),
        node_http_requests_per_s: Math.round(their.requestsPerSecond),
        node_http_p99_ms: rounded(their.p99Ms),
        refused_requests: ours.reduce((sum, { refused }) => sum + refused, 0),
        lost: Math.max(0, acknowledged - stored),
        drain_s: rounded(drainSeconds),
      },
      ratios: {
        node_http: rounded(our.requestsPerSecond / their.requestsPerSecond),
        node_http_p99: rounded(our.p99Ms / their.p99Ms),
      },
      n: { requests: acknowledged, rounds, seconds },
    };
  } finally {
    bare.close();
    await product.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const meanOf = (outcomes: readonly WrkOutcome[]): Pick<WrkOutcome, 'requestsPerSecond' | 'p99Ms'> => ({
  requestsPerSecond: outcomes.reduce((sum, one) => sum + one.requestsPerSecond, 0) / outcomes.length,
  p99Ms: outcomes.reduce((sum, one) => sum + one.p99Ms, 0) / outcomes.length,
});

async function startBareServer(): Promise<{ readonly url: string; close(): void }> {
  const file = fileURLToPath(new URL('./ingest-small/bare-server.ts', import.meta.url));
  const child = fork(file, [], { execArgv: ['--import', 'tsx'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}/write`, close: () => child.disconnect() };
}
