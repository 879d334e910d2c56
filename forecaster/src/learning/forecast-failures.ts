import { batchOf, MS_PER_DAY, nsFromMs, seriesOf, type Reading } from '@wellhead/contracts';
import { openModelRegistry, saveFailureForecasts, type FailureForecast, type Run } from '@wellhead/stores';
import { wellDays } from '../failure/well-days.js';
import { readWells } from './read-wells.js';
import { FAILURE_DAYS, failureModelName, HISTORY_DAYS, loadFailureModel, watchedFailures } from './failure-models.js';
import type { LearningContext } from './train-network.js';

export const FAILURE_MEASUREMENT = 'wellhead_failure';
const fieldOf = (withinDays: number): string => `probability_${withinDays}d`;
/** What is written as telemetry at the end of each day, so that limits and alert rules hold for it. */
export const FAILURE_FIELDS = FAILURE_DAYS.map((days) => ({
  measurement: FAILURE_MEASUREMENT,
  field: fieldOf(days),
  type: 'float' as const,
}));

/** Days that are computed again each time, since their readings may have come late; the first time, so that there is a past to see. */
const DAYS_BACK = 60;

/**
 * Asks each champion for the last days of each machine that runs: rows and telemetry. The same days again are the same rows. How many were kept. Days before
 * the lessons of a model end are left out: it knows how they went on.
 */
export async function forecastFailures(
  { asOfMs }: { readonly asOfMs: number },
  run: Run,
  { stores, thread }: LearningContext,
): Promise<number> {
  const registry = openModelRegistry(stores.pool);
  const forecasts: FailureForecast[] = [];
  for (const { pack, watch, recordType } of await watchedFailures(stores)) {
    const span = { fromMs: asOfMs - HISTORY_DAYS * MS_PER_DAY, untilMs: asOfMs };
    const { wells, days, firstDayMs } = await readWells(watch, recordType, stores, span);
    for (const withinDays of FAILURE_DAYS) {
      const champion = await registry.champion(failureModelName(watch, withinDays));
      const failure = await loadFailureModel(registry, champion);
      if (!failure) continue;
      const learntUntil = (champion?.card.trainedUntilMs ?? 0) - firstDayMs;
      const first = Math.max(days - DAYS_BACK, Math.ceil(learntUntil / MS_PER_DAY));
      const asked = wells.flatMap((well, at) =>
        wellDays(well, at, failure.signals).filter(({ day }) => day >= first && hasReading(well.signals, day)),
      );
      const scored = await thread.learn<'failure-days'>({
        kind: 'failure-days',
        failure,
        days: asked.map(({ features }) => features),
      });
      asked.forEach(({ well, day }, at) => {
        const { probability, loudest } = scored[at] as (typeof scored)[number];
        forecasts.push({
          pack: pack.name,
          watch: watch.name,
          asset: wells[well]?.id ?? '',
          withinDays,
          dayMs: firstDayMs + day * MS_PER_DAY,
          issuedAtMs: asOfMs,
          model: failure.id,
          probability,
          threshold: failure.threshold,
          loudest,
          runId: run.id,
        });
      });
    }
  }
  await saveFailureForecasts(stores.pool, forecasts);
  if (forecasts.length > 0) {
    await stores.telemetry.write(batchOf(forecasts.map(readingOf)));
    await run.log('info', 'failures', `Kept ${forecasts.length} probabilities of failures`);
  }
  return forecasts.length;
}

const hasReading = (signals: Readonly<Record<string, Float64Array>>, day: number): boolean =>
  Object.values(signals).some((values) => !Number.isNaN(values[day]));

/** At the end of the day: only then it is known. */
const readingOf = ({ asset, withinDays, dayMs, probability }: FailureForecast): Reading => ({
  series: seriesOf(FAILURE_MEASUREMENT, { asset }, fieldOf(withinDays), 'float'),
  timeNs: nsFromMs(dayMs + MS_PER_DAY),
  value: probability,
});
