import { signalId, type BackTest, type Signal } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';
import { BASELINE } from '../domain/champion.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { forecastChunks, type ChunkContext } from './forecast-chunks.js';
import { reachMs } from './read-signals.js';

export type BackTestOutcome =
  | { readonly kind: 'tested'; readonly backTest: BackTest; readonly read?: ReadForTest }
  /** Nothing to try it on, or it failed. */
  | { readonly kind: 'untested'; readonly reason: string };

/** What a back-test has read: from this time on, and a hash of it. */
export interface ReadForTest {
  readonly fromMs: number;
  readonly dataSha256: string;
}

export interface Comparison {
  readonly signals: readonly Signal[];
  /** As their candidates are called: `mlp-1d-s7-h7@2`. */
  readonly id: string;
  readonly incumbentId: string | undefined;
  /** Version of the champion as it was when the comparison began; null = there was none, or it is the one that is tried. */
  readonly incumbent: number | null;
  /** No reading at or after this time is known. */
  readonly asOfMs: number;
  readonly prepare: NonNullable<ChunkContext['prepare']>;
  readonly onProgress?: SeriesProgress | undefined;
}

/** Told of the series that were tried so far, of how many. */
export type SeriesProgress = (done: number, total: number) => void;

/** Tries a forecaster on what is known, beside the naive forecast and the champion of its name, all three on the same origins. */
export async function compareForecasters(
  { signals, id, incumbentId, incumbent, asOfMs, prepare, onProgress }: Comparison,
  { telemetry, workers }: { readonly telemetry: TelemetryStore; readonly workers: WorkerPool },
): Promise<BackTestOutcome> {
  const models = [id, ...(incumbentId === undefined ? [] : [incumbentId])];
  const tried: Tried[] = [];
  const failures: string[] = [];
  onProgress?.(0, signals.length);
  const { dataSha256 } = await forecastChunks(
    {
      signals,
      termsOf: () => ({ priority: 'low', models }),
      limits: [],
      asOfs: [asOfMs],
      urgency: 'scheduled',
    },
    {
      telemetry,
      workers,
      prepare,
      onProgress: (done) => onProgress?.(done, signals.length),
      onChunk: (made) => {
        for (const { planned, scores, failures: own } of made) {
          failures.push(...own);
          const errorOf = (name: string): number | null => scores.find((score) => score.model === name)?.mase ?? null;
          const error = errorOf(id);
          const naive = errorOf(BASELINE);
          const other = incumbentId === undefined ? 0 : errorOf(incumbentId);
          if (error === null || naive === null || other === null) continue;
          const origins = scores.find((score) => score.model === id)?.origins ?? 0;
          tried.push({ signal: signalId(planned.signal), error, naive, other, origins });
        }
        return Promise.resolve();
      },
    },
  );
  // Those that cannot be forecast are done with too.
  onProgress?.(signals.length, signals.length);
  if (failures[0] !== undefined) return { kind: 'untested', reason: failures[0] };
  if (tried.length === 0)
    return {
      kind: 'untested',
      reason: `none of ${signals.length} signals that it is for has its season, its interval, and readings enough after it was trained`,
    };
  // In one order, whichever worker was first: the same sums to the last digit.
  tried.sort((a, b) => (a.signal < b.signal ? -1 : 1));
  const sumOf = (of: (one: Tried) => number): number => tried.reduce((sum, one) => sum + of(one), 0);
  return {
    kind: 'tested',
    backTest: {
      error: sumOf(({ error }) => error) / tried.length,
      naiveError: sumOf(({ naive }) => naive) / tried.length,
      incumbentError: incumbentId === undefined ? null : sumOf(({ other }) => other) / tried.length,
      incumbent,
      series: tried.length,
      origins: sumOf(({ origins }) => origins),
      untilMs: asOfMs,
    },
    read: { fromMs: asOfMs - Math.max(...signals.map(reachMs)), dataSha256 },
  };
}

/** Errors on one signal. */
interface Tried {
  readonly signal: string;
  readonly error: number;
  readonly naive: number;
  readonly other: number;
  readonly origins: number;
}
