import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { FIELDS_PER_LINE } from './ingest/bodies.js';
import { load, type LoadOutcome } from './ingest/load.js';
import {
  INFLUXD,
  isInstalled,
  startInfluxDb,
  startProduct,
  startVictoriaMetrics,
  type Target,
  VICTORIA_METRICS,
} from './ingest/targets.js';

interface Measured extends LoadOutcome {
  readonly linesPerSecond: number;
  readonly drainSeconds: number;
  /** Readings acknowledged and not in the store. */
  readonly lost: number;
  readonly readings: number;
}

/**
 * Line protocol, 5,000 lines of 4 fields a body, 4 writers, each target alone on the machine one after the other, same bodies. Ours syncs to
 * disk before it answers, checks token and types and keeps the last write; the peers answer from memory.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const seconds = quick ? 5 : 60;
  const warmUp = quick ? 3 : 5;
  const missing: string[] = [];
  const peers: [string, string, (dir: string) => Promise<Target>][] = [
    ['influxdb', INFLUXD, startInfluxDb],
    ['victoriametrics', VICTORIA_METRICS, startVictoriaMetrics],
  ];
  const ours = await measure(startProduct, seconds, warmUp);
  const theirs = new Map<string, Measured>();
  for (const [name, program, start] of peers) {
    if (isInstalled(program)) theirs.set(name, await measure(start, seconds, warmUp));
    else
      missing.push(
        `${name}: ${program} is not installed (Debian: apt install ${name === 'influxdb' ? name : 'victoria-metrics'})`,
      );
  }
  const peerFigures = [...theirs].flatMap(([name, peer]): [string, number][] => [
    [`${name}_lines_per_s`, Math.round(peer.linesPerSecond)],
    [`${name}_lost`, peer.lost],
  ]);
  return {
    name: 'ingest',
    figures: {
      lines_per_s: Math.round(ours.linesPerSecond),
      values_per_s: Math.round(ours.linesPerSecond * FIELDS_PER_LINE),
      lost: ours.lost,
      refused_requests: ours.refusedRequests,
      drain_s: rounded(ours.drainSeconds),
      ack_ms_p50: rounded(ours.ackMsP50),
      ack_ms_p99: rounded(ours.ackMsP99),
      ...Object.fromEntries(peerFigures),
    },
    ratios: Object.fromEntries(
      [...theirs].map(([name, peer]) => [name, rounded(ours.linesPerSecond / peer.linesPerSecond)]),
    ),
    n: { lines: ours.acknowledgedLines, readings: ours.readings, seconds },
    machine: before,
    ...(missing.length > 0 ? { missing } : {}),
  };
}

async function measure(start: (dir: string) => Promise<Target>, seconds: number, warmUp: number): Promise<Measured> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-ingest-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  try {
    const target = await start(dir);
    try {
      const { sustained, allAcknowledgedLines } = await load(target, seconds, warmUp);
      const drainSeconds = await target.drain();
      const readings = await target.count();
      const linesPerSecond = sustained.acknowledgedLines / sustained.seconds;
      const lost = allAcknowledgedLines * FIELDS_PER_LINE - readings;
      console.log(
        `${target.name}: ${Math.round(linesPerSecond)} lines/s, ${sustained.refusedRequests} requests refused, ` +
          `drained after ${rounded(drainSeconds)} s, ${readings} readings counted, ${lost} lost`,
      );
      return { ...sustained, linesPerSecond, drainSeconds, lost, readings };
    } finally {
      await target.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
