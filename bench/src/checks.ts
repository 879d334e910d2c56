import type { CheckDefinitions } from '../../ingestor/src/domain/checks/definitions.js';
import { openBatchChecker } from '../../ingestor/src/domain/checks/check-batch.js';
import { openLineParser } from '../../ingestor/src/domain/line-protocol/parse-lines.js';
import { openSeriesTable } from '../../ingestor/src/domain/series-table.js';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';

const LINES = 5_000;
const ASSETS = 1_000;

/** What checks cost a reading, ns: series without any beside series with all of them, in batches of 5,000 lines with four fields. */
export function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const rounds = quick ? 50 : 500;
  const decode = openLineParser(openSeriesTable());
  const nowMs = Date.UTC(2026, 4, 1);
  const bodyOf = (round: number): Buffer =>
    Buffer.from(
      Array.from({ length: LINES }, (_, line) => {
        const asset = `w${line % ASSETS}`;
        const at = BigInt(nowMs + round * 60_000 + line) * 1_000_000n;
        return `esp,asset=${asset} a=${line % 90},b=${(line * 7) % 90},c=${line % 13}.5,d=${line % 17} ${at}`;
      }).join('\n'),
    );
  const all = ['a', 'b', 'c', 'd'].map((field) => ({
    measurement: 'esp',
    field,
    assets: [],
    hard: { low: -100, high: 1_000 },
    soft: { low: -1, high: 100 },
    mostPerSecond: 1_000,
    stuckAfter: 100,
  }));
  const of = (measurement: string): CheckDefinitions => ({
    checks: all,
    policies: new Map([[measurement, { unknownAsset: 'accept', clockSkewMs: 300_000, farFutureMs: 86_400_000 }]]),
    assets: new Set(Array.from({ length: ASSETS }, (_, at) => `w${at}`)),
    unitOf: () => undefined,
  });
  const without = openBatchChecker(0);
  without.define(of('other'));
  const withAll = openBatchChecker(0);
  withAll.define(of('esp'));

  let rows = 0;
  const spentMs = { decode: 0, without: 0, withAll: 0 };
  const timed = <T>(what: keyof typeof spentMs, work: () => T): T => {
    const startMs = performance.now();
    const outcome = work();
    spentMs[what] += performance.now() - startMs;
    return outcome;
  };
  const warmUp = Math.ceil(rounds / 10);
  for (let round = 0; round < rounds + warmUp; round++) {
    if (round === warmUp) {
      rows = 0;
      spentMs.decode = spentMs.without = spentMs.withAll = 0;
    }
    const body = bodyOf(round);
    const receivedAtMs = nowMs + (round + 1) * 60_000;
    const { batch } = timed('decode', () => decode(body, { precision: 'ns', receivedAtMs, typeOf: () => 'float' }));
    timed('without', () => without.check(batch, receivedAtMs));
    const verdict = timed('withAll', () => withAll.check(batch, receivedAtMs));
    if (verdict && (verdict.faults.length > 0 || verdict.checked))
      throw new Error('the readings of this bench are good');
    rows += batch.length;
  }
  const nsPerRow = (ms: number): number => Math.round((ms * 1e8) / rows) / 100;
  return Promise.resolve({
    name: 'checks',
    figures: {
      decode_ns_per_reading: nsPerRow(spentMs.decode),
      without_checks_ns_per_reading: nsPerRow(spentMs.without),
      all_checks_ns_per_reading: nsPerRow(spentMs.withAll),
    },
    ratios: { all_checks_to_decode: rounded(spentMs.withAll / spentMs.decode) },
    n: { readings: rows },
    machine: before,
  });
}
