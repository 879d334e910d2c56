import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, ForecastJob } from '@wellhead/contracts';
import { openCatalogue, openRuns, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { publishBreaches } from '../breach/publish-breaches.js';
import { settleOpenBreaches } from '../breach/settle-breaches.js';
import type { Coverage } from '../domain/interval-score.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { chooseSignals } from './choose-signals.js';
import { planBatches, type PlannedBatch, type PlanNote } from './plan-batches.js';
import { publish, type Made } from './publish.js';
import { scoreVintages } from '../scorecard/score-vintages.js';
import { withLimits } from './with-limits.js';
import { readSignals } from './read-signals.js';
import { logFailures, logModelFailures, logNotes, type FailedForecast } from './run-log.js';

/** What a run did. `forecasts`: vintages published, one a signal and instant; `champions`: how many by model. */
export interface ForecastRunSummary {
  readonly runId: string;
  readonly forecasts: number;
  readonly champions: Readonly<Record<string, number>>;
  /** Forecasts that could not be made: too few readings, or a failure. The log of the run says why. */
  readonly skipped: number;
  /** By interval level: how often past intervals of the published models held what came, over the newest vintage's signals. */
  readonly coverage: Readonly<Record<string, Coverage>>;
  readonly seconds: number;
}

/** How a run ended, for whoever counts runs. */
export interface ForecastRunEnd {
  /** The pack, or `all`. */
  readonly name: string;
  readonly outcome:
    | { readonly kind: 'succeeded'; readonly summary: ForecastRunSummary }
    | { readonly kind: 'failed'; readonly reason: string };
}

export interface ForecastRunContext {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly workers: WorkerPool;
  readonly log: Logger;
  readonly clock: Clock;
}

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
    const catalogue = openCatalogue(stores.pool);
    const signals = chooseSignals(await catalogue.signals(), job);
    if (signals.length === 0)
      await run.log('warn', 'signals', 'No signal to forecast: give one a horizon (horizonSteps) in its pack.', {});
    const readings = await readSignals(stores.telemetry, signals, {
      firstAsOfMs: asOfs[0] as number,
      lastAsOfMs: asOfs.at(-1) as number,
    });
    await run.log('info', 'read', `Read ${readings.size} of ${signals.length} signals`, { vintages: asOfs.length });
    const notes: PlanNote[] = [];
    const limits = await catalogue.limits();
    const made = await forecastAll(withLimits(planBatches(signals, readings, asOfs, notes), limits), context);
    await logNotes(run, notes);
    await logFailures(run, made.failed, log);
    await logModelFailures(run, made.done, log);
    if (made.done.length === 0 && made.failed.length > 0)
      throw new Error(`no forecast was made: ${made.failed[0]?.reason ?? 'unknown'}`);

    const { champions, coverage } = await publish(made.done, run, stores);
    await publishBreaches(made.done, run, stores);
    const all = await catalogue.signals();
    const settled = await settleOpenBreaches(stores, all, clock());
    if (settled > 0) await run.log('info', 'breaches', `Settled ${settled} earlier predictions`, { settled });
    const scored = await scoreVintages(stores, all, clock());
    if (scored.changed > 0)
      await run.log('info', 'scorecard', `Judged ${scored.judged} vintages by what came`, { ...scored });
    const seconds = (performance.now() - startedAt) / 1_000;
    const skipped = signals.length * asOfs.length - made.done.length;
    await run.succeed({
      forecasts: made.done.length,
      champions,
      coverage,
      skipped,
      seconds: Number(seconds.toFixed(3)),
    });
    log.info(
      { runId: run.id, reason: job.reason, forecasts: made.done.length, skipped, seconds },
      'forecast run ended',
    );
    return { runId: run.id, forecasts: made.done.length, champions, coverage, skipped, seconds };
  } catch (error) {
    // The first error is the one to tell, also when Postgres is what failed.
    await run.fail(error instanceof Error ? error : String(error)).catch((second: unknown) => {
      log.error({ runId: run.id, err: second }, 'forecast run not marked failed');
    });
    throw error;
  }
}

/** All batches, as many at once as there are workers. A batch that fails, fails its own forecasts alone. */
async function forecastAll(
  batches: Iterable<PlannedBatch>,
  { workers }: ForecastRunContext,
): Promise<{ readonly done: readonly Made[]; readonly failed: readonly FailedForecast[] }> {
  const done: Made[] = [];
  const failed: FailedForecast[] = [];
  const work = async ({ request, forecasts }: PlannedBatch): Promise<void> => {
    const reply = await workers.forecast(request);
    forecasts.forEach((planned, at) => {
      const outcome = reply.kind === 'done' ? reply.outcomes[at] : reply;
      if (outcome?.kind === 'forecast') done.push({ ...outcome, planned });
      else failed.push({ ...planned, reason: outcome?.kind === 'failed' ? outcome.reason : 'no outcome came back' });
    });
  };
  const underWay: Promise<void>[] = [];
  for (const batch of batches) {
    underWay.push(work(batch));
    // This thread may serve requests too: a turn of its event loop between two batches.
    await nextTurn();
  }
  await Promise.all(underWay);
  return { done, failed };
}
