import type { Clock, ForecastJob, RunProgress } from '@wellhead/contracts';
import {
  keepReproduction,
  openCatalogue,
  openModelConfigs,
  openModelRegistry,
  openRuns,
  type Run,
  type Stores,
} from '@wellhead/stores';
import type { Logger } from 'pino';
import { askForecasters, CALIBRATION_ORIGINS } from '../brought/ask-forecasters.js';
import type { GuardedModels } from '../brought/guarded-models.js';
import { isForecaster, loadChampions } from '../brought/load-models.js';
import { championNetworks, withNetworks } from '../global/champion-networks.js';
import { publishBreaches, type Watched } from '../breach/publish-breaches.js';
import { settleOpenBreaches } from '../breach/settle-breaches.js';
import type { Coverage } from '../domain/interval-score.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { chooseSignals } from './choose-signals.js';
import { followConfigs } from './follow-configs.js';
import { forecastChunks, type ForecastTask } from './forecast-chunks.js';
import { publish } from './publish.js';
import { scoreVintages } from '../scorecard/score-vintages.js';
import { reproductionOf } from './reproduction.js';
import { logFailures, logModelFailures, logNotes } from './run-log.js';
import { openProgress } from './tell-progress.js';

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
  /** The process of brought models. */
  readonly guarded: GuardedModels;
  /** Runs may go on side by side; what they write to the same rows they write one after the other. */
  readonly oneAtATime: <T>(write: () => Promise<T>) => Promise<T>;
  /** The id that the run was promised: that of its job. */
  readonly runId?: string | undefined;
}

/**
 * One run: catalogue and configurations → readings → windows → batches → workers → vintages, scores and the copy in telemetry, chunk by chunk,
 * with a run record that says what happened and what it takes to do it again. A signal that cannot be forecast is an entry of the log; the
 * run fails only when stores cannot be reached or every batch failed, and then rejects with the reason: what was published before stays.
 */
export async function runForecast(job: ForecastJob, context: ForecastRunContext): Promise<ForecastRunSummary> {
  const { stores, clock, log } = context;
  const startedAt = performance.now();
  const nowMs = clock();
  const asOfs = [...new Set(job.asOfMs.length > 0 ? job.asOfMs : [nowMs])].sort((a, b) => a - b);
  const run = await openRuns(stores.pool).start({
    kind: 'forecast',
    name: job.pack ?? 'all',
    reason: job.reason,
    detail: { vintages: asOfs.length, firstAsOfMs: asOfs[0], lastAsOfMs: asOfs.at(-1) },
    ...(context.runId === undefined ? {} : { id: context.runId }),
  });
  try {
    const task = await taskOf(job, asOfs, run, stores);
    const asked = task.signals.length * asOfs.length;
    const watched: Watched[] = [];
    const champions: Record<string, number> = {};
    const coverage: Record<string, Coverage> = {};
    const outsides: string[] = [];
    const brought = (await loadChampions(openModelRegistry(stores.pool))).filter(isForecaster);
    const networks = await championNetworks(openModelRegistry(stores.pool));
    const progress = openProgress(run, clock);
    const tell = (phase: (typeof PHASES)[number], done: number, total: number): void =>
      progress.tell({ ...phaseOf(phase), done, total });
    tell('forecasts', 0, asked);
    const outcome = await forecastChunks(task, {
      telemetry: stores.telemetry,
      workers: context.workers,
      onProgress: (done) => tell('forecasts', done, asked),
      prepare: (batch) =>
        askForecasters(withNetworks(batch, networks), brought, context.guarded, {
          leastOrigins: CALIBRATION_ORIGINS,
          onOutside: (model, signal, outside, windowSteps) => {
            outsides.push(`${signal}: ${outside} of ${windowSteps} values lie outside of what ${model} was trained on`);
          },
        }),
      onChunk: (made) =>
        context.oneAtATime(async () => {
          await logModelFailures(run, made, log);
          const published = await publish(made, { run, stores, levelsOf: (signal) => task.termsOf(signal).levels });
          add(champions, published.champions);
          addCoverage(coverage, published.coverage);
          for (const { planned, watches, champion } of made)
            if (watches.length > 0) watched.push({ planned, watches, calibrated: champion.calibrated });
        }),
    });
    await run.log('info', 'read', `Read ${outcome.read} of ${task.signals.length} signals`, { vintages: asOfs.length });
    await logNotes(run, outcome.notes);
    for (const sentence of outsides) await run.log('warn', 'inputs', sentence);
    await logFailures(run, outcome.failed, log);
    if (outcome.forecasts === 0 && outcome.failed.length > 0)
      throw new Error(`no forecast was made: ${outcome.failed[0]?.reason ?? 'unknown'}`);
    await keepReproduction(stores.pool, run.id, reproductionOf(task, outcome, { networks, brought }));
    await run.log('info', 'publish', `Published ${outcome.forecasts} forecasts`, { champions });
    await context.oneAtATime(async () => {
      tell('breaches', 0, watched.length);
      await publishBreaches(watched, run, stores);
      const all = await openCatalogue(stores.pool).signals();
      const settled = await settleOpenBreaches(stores, all, nowMs);
      if (settled > 0) await run.log('info', 'breaches', `Settled ${settled} earlier predictions`, { settled });
      tell('scorecard', 0, 0);
      const scored = await scoreVintages(stores, all, nowMs);
      if (scored.changed > 0)
        await run.log('info', 'scorecard', `Judged ${scored.judged} vintages by what came`, { ...scored });
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    const summary = { forecasts: outcome.forecasts, champions, coverage, skipped: asked - outcome.forecasts };
    await progress.settled();
    const end = { ...phaseOf('forecasts'), phasesDone: PHASES.length, done: asked, total: asked, toldAtMs: clock() };
    await run.succeed({ ...summary, progress: end satisfies RunProgress, seconds: Number(seconds.toFixed(3)) });
    const { forecasts, skipped } = summary;
    log.info({ runId: run.id, reason: job.reason, forecasts, skipped, seconds }, 'forecast run ended');
    return { runId: run.id, ...summary, seconds };
  } catch (error) {
    // The first error is the one to tell, also when Postgres is what failed.
    await run.fail(error instanceof Error ? error : String(error)).catch((second: unknown) => {
      log.error({ runId: run.id, err: second }, 'forecast run not marked failed');
    });
    throw error;
  }
}

/** What the job asks for, as the model configurations want it. */
async function taskOf(
  job: ForecastJob,
  asOfs: readonly number[],
  run: Run,
  { pool }: Pick<Stores, 'pool'>,
): Promise<ForecastTask> {
  const catalogue = openCatalogue(pool);
  const followed = followConfigs(await catalogue.signals(), await openModelConfigs(pool).list());
  const signals = chooseSignals(followed.signals, job);
  for (const overlap of followed.overlaps) await run.log('warn', 'configuration', overlap);
  if (signals.length === 0)
    await run.log('warn', 'signals', 'No signal to forecast: give one a horizon (horizonSteps) in its pack.', {});
  return {
    signals,
    termsOf: followed.termsOf,
    limits: await catalogue.limits(),
    asOfs,
    urgency: job.reason === 'schedule' ? 'scheduled' : 'awaited',
  };
}

function add(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(more)) sums[key] = (sums[key] ?? 0) + count;
}

function addCoverage(sums: Record<string, Coverage>, more: Readonly<Record<string, Coverage>>): void {
  for (const [level, { hit, n }] of Object.entries(more)) {
    const sum = sums[level];
    sums[level] = { hit: (sum?.hit ?? 0) + hit, n: (sum?.n ?? 0) + n };
  }
}

/** What a run does, in order. Chunks are read, forecast and published beside each other: to those who wait that is one phase. */
const PHASES = ['forecasts', 'breaches', 'scorecard'] as const;

const phaseOf = (phase: (typeof PHASES)[number]) => ({
  phase,
  phasesDone: PHASES.indexOf(phase),
  phases: PHASES.length,
  subject: null,
  of: 'forecasts' as const,
});
