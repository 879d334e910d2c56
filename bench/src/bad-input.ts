import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  freePort,
  isRunning,
  memoryOf,
  startStandaloneProcess,
  type StandaloneProcess,
} from '../../standalone/testing/standalone-process.js';
import { type DoorCount, feedParsers } from './bad-input/parsers.js';
import { faultsOfFiles, putMappings } from './bad-input/file-requests.js';
import { feedService } from './bad-input/service.js';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';

/** Of a million inputs the parsers get most, in this process; the rest goes over HTTP to a running `npm start`. */
const SHARES = { full: { parsers: 900_000, service: 100_000 }, quick: { parsers: 40_000, service: 6_000 } };
/** Memory is looked at after each of so many parts: growth is from the first to the last. */
const PARTS = 5;

/** Generated bad inputs to every parser and to every route: no crash, no hang, no growth, each answered by its problem. */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const share = quick ? SHARES.quick : SHARES.full;
  const counts: DoorCount[] = [];
  const parserHeaps: number[] = [];
  const collect = garbageCollector();
  for (let part = 0; part < PARTS; part += 1) {
    const fed = await feedParsers(share.parsers / PARTS, 1 + part * share.parsers);
    counts.push(...fed);
    tellOf(fed);
    collect();
    parserHeaps.push(process.memoryUsage().heapUsed / 1e6);
    console.log(
      `Parsers: ${Math.round(((part + 1) * share.parsers) / PARTS)} inputs, heap ${rounded(parserHeaps.at(-1) ?? 0)} MB`,
    );
  }
  const service = await overHttp(share.service);
  counts.push(...service.counts);
  const faults = counts.flatMap((count) => count.faults);
  const hangs = counts.flatMap((count) => count.hangs);
  const inputs = counts.reduce((sum, count) => sum + count.inputs, 0);
  return {
    name: 'bad-input',
    figures: {
      inputs,
      crashes: faults.length + service.crashes,
      slower_than_1_s: hangs.length,
      slowest_ms: rounded(Math.max(...counts.map(({ slowestMs }) => slowestMs))),
      slowest_parser_ms: rounded(
        Math.max(...counts.filter(({ door }) => door !== 'HTTP').map(({ slowestMs }) => slowestMs)),
      ),
      refused: counts.reduce((sum, count) => sum + count.refused, 0),
      parser_heap_growth_mb: rounded((parserHeaps.at(-1) ?? 0) - (parserHeaps[0] ?? 0)),
      service_rss_first_mb: rounded(service.rssMb[0] ?? 0),
      service_rss_last_mb: rounded(service.rssMb.at(-1) ?? 0),
    },
    ratios: {},
    n: Object.fromEntries(byDoor(counts)),
    machine: before,
  };
}

/** At once: a run lasts for many minutes, and what it found must not wait for its end. */
function tellOf(counts: readonly DoorCount[]): void {
  for (const { faults, hangs } of counts) {
    for (const fault of faults) console.log(`Fault: ${fault}`);
    for (const hang of hangs) console.log(`Slow: ${hang}`);
  }
}

function byDoor(counts: readonly DoorCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { door, inputs } of counts) {
    const name = door.toLowerCase().replaceAll(' ', '_');
    sums.set(name, (sums.get(name) ?? 0) + inputs);
  }
  return sums;
}

async function overHttp(
  inputs: number,
): Promise<{ counts: readonly DoorCount[]; crashes: number; rssMb: readonly number[] }> {
  const parent = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-bad-input-'));
  await chmod(parent, 0o755);
  const counts: DoorCount[] = [];
  const rssMb: number[] = [];
  let service: StandaloneProcess | undefined;
  try {
    service = await startStandaloneProcess(
      { dataDir: path.join(parent, 'data'), httpPort: await freePort(), pluginPort: await freePort() },
      600_000,
    );
    await putMappings(service.httpUrl, service.token());
    for (let part = 0; part < PARTS && isRunning(service.pid); part += 1) {
      const fed = await feedService(service.httpUrl, service.token(), inputs / PARTS, 1_000_000_000 + part * inputs);
      counts.push(fed);
      tellOf([fed]);
      rssMb.push(isRunning(service.pid) ? memoryOf([service.pid]).rss / 1e6 : 0);
      console.log(
        `HTTP: ${Math.round(((part + 1) * inputs) / PARTS)} inputs, resident ${rounded(rssMb.at(-1) ?? 0)} MB`,
      );
    }
    if (isRunning(service.pid)) {
      const { files, faults } = await faultsOfFiles(service.httpUrl, service.token());
      console.log(`Files: ${files} taken in to their end or refused`);
      const taken = { door: 'files taken in', inputs: 0, refused: 0, slowestMs: 0, faults, hangs: [] };
      counts.push(taken);
      tellOf([taken]);
    }
    const lives =
      isRunning(service.pid) &&
      (await fetch(`${service.httpUrl}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ));
    if (!lives) console.log(`The service does not live any more; it printed:\n${service.printed().slice(-3_000)}`);
    return { counts, crashes: lives ? 0 : 1, rssMb };
  } finally {
    await service?.stop('SIGTERM');
    await rm(parent, { recursive: true, force: true });
  }
}

/** V8's own collector, as `node --expose-gc` gives it: without it a heap tells when it was last collected, not what it holds. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
