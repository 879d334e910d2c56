import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from './ours.js';
import type { Pair, PairSet } from './pairs.js';

export interface EtsRun {
  readonly kind: 'ran';
  readonly pairs: readonly Pair[];
  readonly means: readonly (readonly number[])[];
  /** Fit and forecast with intervals a series, no back-test; median. */
  readonly cpuMsASeries: number;
  readonly wallMsASeries: number;
}

export type EtsOutcome = EtsRun | { readonly kind: 'missing'; readonly reason: string };

/** Runs R's `forecast::ets` on `count` of the pairs, spread evenly: R takes seconds a series. */
export async function runEts({ pairs, seasonSteps, horizonSteps }: PairSet, count: number): Promise<EtsOutcome> {
  const chosen = Array.from(
    { length: count },
    (_, at) => pairs[Math.floor(((at + 0.5) * pairs.length) / count)] as Pair,
  );
  const rscript = spawn('Rscript', ['--vanilla', fileURLToPath(new URL('./ets.R', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  let output = '';
  let complaint = '';
  rscript.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  rscript.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  // A missing R breaks the pipe; the reason is told by `error` or the exit code.
  rscript.stdin.on('error', () => undefined);
  rscript.stdin.end(chosen.map(({ known }) => [seasonSteps, horizonSteps, ...known].join(' ')).join('\n') + '\n');
  const ended = await Promise.race([
    once(rscript, 'close').then(([code]) => (code === 0 ? undefined : complaint.trim().split('\n')[0])),
    once(rscript, 'error').then(([error]) => (error as Error).message),
  ]).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (ended !== undefined) return { kind: 'missing', reason: ended };
  const rows = output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  if (rows.length !== chosen.length) return { kind: 'missing', reason: `${rows.length} of ${chosen.length} answers` };
  return {
    kind: 'ran',
    pairs: chosen,
    means: rows.map((row) => row.slice(2)),
    cpuMsASeries: median(rows.map(([seconds]) => (seconds ?? Number.NaN) * 1_000)),
    wallMsASeries: median(rows.map(([, seconds]) => (seconds ?? Number.NaN) * 1_000)),
  };
}
