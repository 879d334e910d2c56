import { type Metrics, openMetrics, RUN_SECONDS } from '@wellhead/stores';
import type { ForecastRunEnd } from '../run/run-forecast.js';

export interface ForecastMetrics extends Pick<Metrics, 'registry'> {
  count(end: ForecastRunEnd): void;
}

/** What Prometheus is told of forecast runs. Base units: seconds, ratios. */
export function openForecastMetrics(): ForecastMetrics {
  const metrics = openMetrics({ runtime: true });
  const runs = metrics.counter('wellhead_forecast_runs_total', 'Forecast runs by how they ended.', ['name', 'state']);
  const vintages = metrics.counter('wellhead_forecast_vintages_total', 'Vintages published, by model.', [
    'name',
    'model',
  ]);
  const seconds = metrics.histogram(
    'wellhead_forecast_run_duration_seconds',
    'Duration of successful forecast runs.',
    RUN_SECONDS,
    ['name'],
  );
  const coverage = metrics.gauge(
    'wellhead_forecast_coverage_ratio',
    'How often past intervals of the published models held what came, over all signals of the newest run; 0.8 is right for level 0.8.',
    ['name', 'level'],
  );
  return {
    registry: metrics.registry,
    count({ name, outcome }) {
      runs.inc({ name, state: outcome.kind });
      if (outcome.kind === 'failed') return;
      seconds.observe({ name }, outcome.summary.seconds);
      for (const [model, count] of Object.entries(outcome.summary.champions)) vintages.inc({ name, model }, count);
      for (const [level, { hit, n }] of Object.entries(outcome.summary.coverage))
        if (n > 0) coverage.set({ name, level }, hit / n);
    },
  };
}
