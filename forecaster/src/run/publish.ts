import type { Forecast } from '@wellhead/contracts';
import { saveForecasts, saveScores, type Run, type SignalScore, type Stores } from '@wellhead/stores';
import type { Coverage } from '../domain/interval-score.js';
import type { SeriesOutcome } from '../workers/forecast-batch.js';
import type { PlannedForecast } from './plan-batches.js';
import { telemetryCopy, vintageOf } from './vintages.js';

/** A forecast that came back from a worker, and whose it is. */
export type Made = Extract<SeriesOutcome, { kind: 'forecast' }> & { readonly planned: PlannedForecast };

export interface Published {
  /** Vintages by the model that was published. */
  readonly champions: Readonly<Record<string, number>>;
  /** Realised coverage by interval level, over the signals of the newest instant. */
  readonly coverage: Readonly<Record<string, Coverage>>;
}

/** Rows a statement: a few MB of JSON. */
const FORECASTS_A_SAVE = 1_000;

/** Saves the vintages of champion and baseline, the back-tests of every model at the newest instant, and the champions' copy in telemetry. */
export async function publish(
  made: readonly Made[],
  run: Run,
  stores: Pick<Stores, 'telemetry' | 'pool'>,
): Promise<Published> {
  const champions: Forecast[] = [];
  const baselines: Forecast[] = [];
  const scores: SignalScore[] = [];
  const newestMs = Math.max(...made.map(({ planned }) => planned.asOfMs));
  const counts: Record<string, number> = {};
  const coverage: Record<string, Coverage> = {};
  for (const { planned, champion, baseline, scores: tried } of made) {
    champions.push(vintageOf(planned, champion, run.id));
    counts[champion.model] = (counts[champion.model] ?? 0) + 1;
    if (baseline) baselines.push(vintageOf(planned, baseline, run.id));
    if (planned.asOfMs !== newestMs) continue;
    const { asset, measurement, field } = planned.signal;
    const about = { asset, measurement, field, scoredAtMs: newestMs, runId: run.id };
    for (const [level, { hit, n }] of Object.entries(champion.score.coverage)) {
      const sum = coverage[level];
      coverage[level] = { hit: (sum?.hit ?? 0) + hit, n: (sum?.n ?? 0) + n };
    }
    for (const score of tried) scores.push({ ...score, ...about, champion: score.model === champion.model });
  }
  for (const part of slices(champions)) await saveForecasts(stores.pool, part, { champion: true });
  for (const part of slices(baselines)) await saveForecasts(stores.pool, part, { champion: false });
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
  return { champions: counts, coverage };
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += FORECASTS_A_SAVE) yield items.slice(from, from + FORECASTS_A_SAVE);
}
