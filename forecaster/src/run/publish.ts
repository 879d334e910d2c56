import { setImmediate as nextTurn } from 'node:timers/promises';
import { signalId, type Signal } from '@wellhead/contracts';
import {
  saveDecompositions,
  saveForecasts,
  saveScores,
  type Run,
  type SignalScore,
  type Stores,
} from '@wellhead/stores';
import type { Coverage } from '../domain/interval-score.js';
import type { SeriesOutcome } from '../workers/forecast-batch.js';
import type { PlannedForecast } from './plan-batches.js';
import { historyOf, telemetryCopy, vintageOf, type CopiedLevels } from './vintages.js';

/** A forecast that came back from a worker, and whose it is. */
export type Made = Extract<SeriesOutcome, { kind: 'forecast' }> & { readonly planned: PlannedForecast };

export interface Published {
  /** Vintages by the model that was published. */
  readonly champions: Readonly<Record<string, number>>;
  /** Realised coverage by interval level, over the signals of the newest instant. */
  readonly coverage: Readonly<Record<string, Coverage>>;
}

export interface PublishContext {
  readonly run: Run;
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  levelsOf(signal: Signal): CopiedLevels;
}

/**
 * Forecasts written in one go: this thread may serve requests too, and what a database is sent is made in it; 50 at once cost Postgres a third more and the telemetry
 * store half as much again a forecast.
 */
const FORECASTS_A_SAVE = 200;

/** Saves the vintages of champion, baseline and networks, back-tests of every model and decompositions at the newest instant, and the champions' copy in telemetry. */
export async function publish(made: readonly Made[], context: PublishContext): Promise<Published> {
  const newestMs = Math.max(...made.map(({ planned }) => planned.asOfMs));
  const champions: Record<string, number> = {};
  const coverage: Record<string, Coverage> = {};
  const copies: Promise<void>[] = [];
  for (const part of slices(made)) {
    await saveSlice(part, newestMs, context);
    // The next part is saved meanwhile: the telemetry store takes what waits in one commit.
    const copied = copySlice(part, context);
    copied.catch(() => undefined);
    copies.push(copied);
    for (const { planned, champion } of part) {
      champions[champion.model] = (champions[champion.model] ?? 0) + 1;
      if (planned.asOfMs !== newestMs) continue;
      for (const [level, { hit, n }] of Object.entries(champion.score.coverage)) {
        const sum = coverage[level];
        coverage[level] = { hit: (sum?.hit ?? 0) + hit, n: (sum?.n ?? 0) + n };
      }
    }
    await nextTurn();
  }
  await Promise.all(copies);
  return { champions, coverage };
}

async function saveSlice(
  made: readonly Made[],
  newestMs: number,
  { run, stores }: Pick<PublishContext, 'run' | 'stores'>,
): Promise<void> {
  const champions = made.map(({ planned, champion }) => vintageOf(planned, champion, run.id));
  const beside = made.flatMap(({ planned, baseline, shown }) =>
    [...(baseline ? [baseline] : []), ...shown].map((one) => vintageOf(planned, one, run.id)),
  );
  const scores = made.flatMap(({ planned, champion, scores: tried }): readonly SignalScore[] => {
    if (planned.asOfMs !== newestMs) return [];
    const { asset, measurement, field } = planned.signal;
    const about = { asset, measurement, field, scoredAtMs: newestMs, runId: run.id };
    return tried.map((score) => ({ ...score, ...about, champion: score.model === champion.model }));
  });
  const published = new Set(champions);
  await saveForecasts(stores.pool, [...champions, ...beside], { champion: (forecast) => published.has(forecast) });
  await nextTurn();
  await saveScores(stores.pool, scores);
  await nextTurn();
  const decompositions = made.flatMap(({ planned, champion, decomposition }) =>
    decomposition ? [historyOf(planned, champion.model, decomposition, run.id)] : [],
  );
  await saveDecompositions(stores.pool, decompositions);
  await nextTurn();
}

async function copySlice(made: readonly Made[], { run, stores, levelsOf }: PublishContext): Promise<void> {
  const champions = made.map(({ planned, champion }) => vintageOf(planned, champion, run.id));
  const levels = new Map(made.map(({ planned: { signal } }) => [signalId(signal), levelsOf(signal)]));
  const copy = telemetryCopy(champions, (forecast) => levels.get(signalId(forecast)));
  if (copy.length === 0) return;
  const outcome = await stores.telemetry.write(copy);
  if (outcome.kind === 'partly-stored')
    await run.log('error', 'telemetry copy', `${outcome.refused.length} readings were refused by the store`, {
      reason: outcome.refused[0]?.reason,
    });
}

/** Vintages of a signal stay together: of several that cover a time the newest is copied. */
function* slices(made: readonly Made[]): Generator<readonly Made[]> {
  const bySignal = new Map<Signal, Made[]>();
  for (const one of made) {
    const known = bySignal.get(one.planned.signal);
    if (known) known.push(one);
    else bySignal.set(one.planned.signal, [one]);
  }
  let slice: Made[] = [];
  for (const vintages of bySignal.values()) {
    slice.push(...vintages);
    if (slice.length < FORECASTS_A_SAVE) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
