import {
  cycleStepsOf,
  forecastBatch,
  openLocalModels,
  type LimitWatch,
  type SeriesForecast,
} from '@wellhead/forecaster';
import type { Pair, PairSet } from './pairs.js';

/** What was published for a pair, and the baseline beside it. */
export interface OurForecast {
  readonly pair: Pair;
  readonly champion: SeriesForecast;
  readonly naive: SeriesForecast;
  /** What the past says of the limit that was asked for; none where the past says too little, or nothing was asked. */
  readonly watches: readonly LimitWatch[];
}

export interface OurRun {
  readonly forecasts: readonly OurForecast[];
  /** One thread, warm: fit, forecast, back-test and intervals of every model, a series; median over batches. */
  readonly cpuMsASeries: number;
  /** The same by the clock on the wall, which other work on the machine lengthens. */
  readonly wallMsASeries: number;
}

const SERIES_A_BATCH = 250;
/** Work before any time counts, processor time, ms: a worker, like what it is compared with, has long been compiled. Eight batches of short series were not enough: they took a third longer. */
export const WARM_UP_MS = 2_000;
/** Times that a median is taken of; a set with fewer batches is made again. */
const LEAST_TIMES = 8;

/**
 * Forecasts all pairs as the workers do, in this thread, batch by batch, once it is warm. `limitOf` gives a high
 * limit whose crossing is asked for.
 */
export async function runOurs(
  { seasonSteps, horizonSteps, pairs }: PairSet,
  limitOf?: (pair: Pair) => number,
): Promise<OurRun> {
  const models = openLocalModels();
  const shape = { seasonSteps, horizonSteps, cycleSteps: cycleStepsOf(seasonSteps) };
  const forecastOf = (part: readonly Pair[]): ReturnType<typeof forecastBatch> => {
    const series = part.map((pair) => ({
      values: pair.known,
      nonNegative: true,
      addsUp: false,
      leaves: [],
      limits: limitOf === undefined ? [] : [{ kind: 'high' as const, value: limitOf(pair) }],
    }));
    return forecastBatch({ shape, series }, models);
  };
  try {
    for (const before = process.cpuUsage(); spentMs(before) < WARM_UP_MS;)
      await forecastOf(pairs.slice(0, SERIES_A_BATCH));
    const forecasts: OurForecast[] = [];
    const cpuTimes: number[] = [];
    const wallTimes: number[] = [];
    const timed = async (part: readonly Pair[]): ReturnType<typeof forecastBatch> => {
      const startedAt = performance.now();
      const cpuBefore = process.cpuUsage();
      const outcomes = await forecastOf(part);
      const wallMs = performance.now() - startedAt;
      wallTimes.push(wallMs / part.length);
      cpuTimes.push(spentMs(cpuBefore) / part.length);
      return outcomes;
    };
    for (let from = 0; from < pairs.length; from += SERIES_A_BATCH) {
      const part = pairs.slice(from, from + SERIES_A_BATCH);
      // A last batch of a few series is no measure of a batch.
      const outcomes = from === 0 || part.length === SERIES_A_BATCH ? await timed(part) : await forecastOf(part);
      outcomes.forEach((outcome, at) => {
        if (outcome.kind === 'failed') throw new Error(`${part[at]?.series}: ${outcome.reason}`);
        const naive = outcome.baseline ?? outcome.champion;
        forecasts.push({ pair: part[at] as Pair, champion: outcome.champion, naive, watches: outcome.watches });
      });
    }
    while (cpuTimes.length < LEAST_TIMES) await timed(pairs.slice(0, SERIES_A_BATCH));
    return { forecasts, cpuMsASeries: median(cpuTimes), wallMsASeries: median(wallTimes) };
  } finally {
    await Promise.all(models.map((model) => model.close()));
  }
}

/** Processor time of this process since then. */
export function spentMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
