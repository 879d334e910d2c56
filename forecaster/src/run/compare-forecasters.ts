import type { BackTest, Signal } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';
import { BASELINE } from '../domain/champion.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { forecastChunks, type ChunkContext } from './forecast-chunks.js';

export type BackTestOutcome =
  | { readonly kind: 'tested'; readonly backTest: BackTest }
  /** Nothing to try it on, or it failed. */
  | { readonly kind: 'untested'; readonly reason: string };

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
  const sums = { own: 0, naive: 0, incumbent: 0, series: 0, origins: 0 };
  const failures: string[] = [];
  onProgress?.(0, signals.length);
  await forecastChunks(
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
        for (const { scores, failures: own } of made) {
          failures.push(...own);
          const errorOf = (name: string): number | null => scores.find((score) => score.model === name)?.mase ?? null;
          const error = errorOf(id);
          const naive = errorOf(BASELINE);
          const other = incumbentId === undefined ? 0 : errorOf(incumbentId);
          if (error === null || naive === null || other === null) continue;
          sums.own += error;
          sums.naive += naive;
          sums.incumbent += other;
          sums.series += 1;
          sums.origins += scores.find((score) => score.model === id)?.origins ?? 0;
        }
        return Promise.resolve();
      },
    },
  );
  // Those that cannot be forecast are done with too.
  onProgress?.(signals.length, signals.length);
  if (failures[0] !== undefined) return { kind: 'untested', reason: failures[0] };
  if (sums.series === 0)
    return {
      kind: 'untested',
      reason: `none of ${signals.length} signals that it is for has its season, its interval, and readings enough after it was trained`,
    };
  return {
    kind: 'tested',
    backTest: {
      error: sums.own / sums.series,
      naiveError: sums.naive / sums.series,
      incumbentError: incumbentId === undefined ? null : sums.incumbent / sums.series,
      incumbent,
      series: sums.series,
      origins: sums.origins,
      untilMs: asOfMs,
    },
  };
}
