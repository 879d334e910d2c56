import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from '../ours.js';
import type { Pair, PairSet } from '../pairs.js';

/** A forecaster of others, run as a program of its own: reads one line a series, answers one line a series. */
export interface Peer {
  readonly name: string;
  /** What to install when it is missing. */
  readonly from: string;
  readonly command: string;
  readonly args: readonly string[];
}

const beside = (file: string): string => fileURLToPath(new URL(`./${file}`, import.meta.url));
const ofForecast = (method: string): Peer => ({
  name: method,
  from: `R forecast::${method} (Debian: r-cran-forecast)`,
  command: 'Rscript',
  args: ['--vanilla', beside('forecast.R'), method],
});
export const ETS = ofForecast('ets');
export const AUTO_ARIMA = ofForecast('auto.arima');
export const STATSMODELS: Peer = {
  name: 'statsmodels',
  from: 'statsmodels (Debian: python3-statsmodels)',
  // Debian's own interpreter: another one on the path does not see Debian's packages.
  command: '/usr/bin/python3',
  args: [beside('holt_winters.py')],
};

export interface PeerRun {
  readonly kind: 'ran';
  readonly pairs: readonly Pair[];
  readonly means: readonly (readonly number[])[];
  /** Fit and forecast with intervals a series, no back-test; median. */
  readonly cpuMsASeries: number;
  readonly wallMsASeries: number;
}

export type PeerOutcome = PeerRun | { readonly kind: 'missing'; readonly reason: string };

/** Runs a peer on `count` of the pairs, spread evenly: some take minutes a series. */
export async function runPeer(
  { command, args }: Peer,
  { pairs, seasonSteps, horizonSteps }: PairSet,
  count: number,
): Promise<PeerOutcome> {
  const most = Math.min(count, pairs.length);
  const chosen = Array.from({ length: most }, (_, at) => pairs[Math.floor(((at + 0.5) * pairs.length) / most)] as Pair);
  const program = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  let output = '';
  let complaint = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  program.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  // A missing program breaks the pipe; the reason is told by `error` or the exit code.
  program.stdin.on('error', () => undefined);
  program.stdin.end(chosen.map(({ known }) => [seasonSteps, horizonSteps, ...known].join(' ')).join('\n') + '\n');
  const ended = await Promise.race([
    once(program, 'close').then(([code]) => (code === 0 ? undefined : complaint.trim().split('\n')[0])),
    once(program, 'error').then(([error]) => (error as Error).message),
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
