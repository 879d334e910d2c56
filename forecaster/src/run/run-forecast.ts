import { type Clock, type Forecast, type ForecastJob } from '@wellhead/contracts';
import { openCatalogue, openRuns, saveForecasts, saveScores, type Run, type SignalScore } from '@wellhead/stores';
import type { Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { SeriesOutcome } from '../workers/forecast-batch.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { chooseSignals } from './choose-signals.js';
import { planBatches, type PlannedForecast } from './plan-batches.js';
import { readSignals } from './read-signals.js';
import { logPlan, logFailures, type FailedForecast } from './run-log.js';
import { telemetryCopy, vintageOf } from './vintages.js';

/** What a run did. `forecasts`: vintages published, one a signal and instant; `champions`: how many by model. */
export interface ForecastRunSummary {
  readonly runId: string;
  readonly forecasts: number;
  readonly champions: Readonly<Record<string, number>>;
  /** Forecasts that could not be made: too few readings, or a failure. The log of the run says why. */
  readonly skipped: number;
  readonly seconds: number;
}

export interface ForecastRunContext {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly workers: WorkerPool;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Rows a statement: a few MB of JSON. */
const FORECASTS_A_SAVE = 1_000;

/**
 * One run: catalogue → readings → windows → batches → workers → vintages, scores and the copy in telemetry, with a run record that says
 * what happened. A signal that cannot be forecast is an entry of the log; the run fails only when stores cannot
 * be reached or every batch failed, and then rejects with the reason.
 */
export async function runForecast(job: ForecastJob, context: ForecastRunContext): Promise<ForecastRunSummary> {
  const { stores, clock, log } = context;
  const startedAt = performance.now();
  const asOfs = [...new Set(job.asOfMs.length > 0 ? job.asOfMs : [clock()])].sort((a, b) => a - b);
  const run = await openRuns(stores.pool).start({
    kind: 'forecast',
    name: job.pack ?? 'all',
    reason: job.reason,
    detail: { vintages: asOfs.length, firstAsOfMs: asOfs[0], lastAsOfMs: asOfs.at(-1) },
  });
  try {
    const signals = chooseSignals(await openCatalogue(stores.pool).signals(), job);
    if (signals.length === 0)
      await run.log('warn', 'signals', 'No signal to forecast: give one a horizon (horizonSteps) in its pack.', {});
    const readings = await readSignals(stores.telemetry, signals, {
      firstAsOfMs: asOfs[0] as number,
      lastAsOfMs: asOfs.at(-1) as number,
    });
    const plan = planBatches(signals, readings, asOfs);
    await logPlan(run, { signals: signals.length, asOfs, plan });

    const made = await forecastAll(plan.batches, context);
    await logFailures(run, made.failed, log);
    if (made.done.length === 0 && made.failed.length > 0)
      throw new Error(`no forecast was made: ${made.failed[0]?.reason ?? 'unknown'}`);

    const champions = await publish(made.done, run, stores);
    const seconds = (performance.now() - startedAt) / 1_000;
    const skipped = signals.length * asOfs.length - made.done.length;
    await run.succeed({ forecasts: made.done.length, champions, skipped, seconds: Number(seconds.toFixed(3)) });
    log.info(
      { runId: run.id, reason: job.reason, forecasts: made.done.length, skipped, seconds },
      'forecast run ended',
    );
    return { runId: run.id, forecasts: made.done.length, champions, skipped, seconds };
  } catch (error) {
    await run.fail(error instanceof Error ? error : String(error));
    throw error;
  }
}

type Made = Extract<SeriesOutcome, { kind: 'forecast' }> & { readonly planned: PlannedForecast };

/** All batches, as many at once as there are workers. A batch that fails, fails its own forecasts alone. */
async function forecastAll(
  batches: ReturnType<typeof planBatches>['batches'],
  { workers }: ForecastRunContext,
): Promise<{ readonly done: readonly Made[]; readonly failed: readonly FailedForecast[] }> {
  const done: Made[] = [];
  const failed: FailedForecast[] = [];
  await Promise.all(
    batches.map(async ({ request, forecasts }) => {
      const reply = await workers.forecast(request);
      forecasts.forEach((planned, at) => {
        const outcome = reply.kind === 'done' ? reply.outcomes[at] : reply;
        if (outcome?.kind === 'forecast') done.push({ ...outcome, planned });
        else failed.push({ ...planned, reason: outcome?.kind === 'failed' ? outcome.reason : 'no outcome came back' });
      });
    }),
  );
  return { done, failed };
}

/** Saves every model's vintage, the back-tests of the newest instant, and the champions' copy in telemetry; counts the champions. */
async function publish(
  made: readonly Made[],
  run: Run,
  stores: ForecastRunContext['stores'],
): Promise<Readonly<Record<string, number>>> {
  const champions: Forecast[] = [];
  const others: Forecast[] = [];
  const scores: SignalScore[] = [];
  const newestMs = Math.max(...made.map(({ planned }) => planned.asOfMs));
  const counts: Record<string, number> = {};
  for (const { planned, champion, others: beaten } of made) {
    champions.push(vintageOf(planned, champion, run.id));
    counts[champion.model] = (counts[champion.model] ?? 0) + 1;
    for (const other of beaten) others.push(vintageOf(planned, other, run.id));
    if (planned.asOfMs !== newestMs) continue;
    const { asset, measurement, field } = planned.signal;
    const about = { asset, measurement, field, scoredAtMs: newestMs, runId: run.id };
    for (const { score } of [champion, ...beaten])
      scores.push({ ...score, ...about, champion: score.model === champion.model });
  }
  for (const part of slices(champions)) await saveForecasts(stores.pool, part, { champion: true });
  for (const part of slices(others)) await saveForecasts(stores.pool, part, { champion: false });
  for (const part of slices(scores)) await saveScores(stores.pool, part);
  const copy = telemetryCopy(champions);
  if (copy.length > 0) {
    const outcome = await stores.telemetry.write(copy);
    if (outcome.kind === 'partly-stored')
      await run.log('error', 'telemetry copy', `${outcome.refused.length} readings were refused by the store`, {
        reason: outcome.refused[0]?.reason,
      });
  }
  await run.log('info', 'publish', `Published ${champions.length} forecasts`, {
    champions: counts,
    scored: scores.length,
  });
  return counts;
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += FORECASTS_A_SAVE) yield items.slice(from, from + FORECASTS_A_SAVE);
}
