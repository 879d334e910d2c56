import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ForecastRunEnd } from '../run/run-forecast.js';

export interface ForecastMetrics {
  readonly registry: Registry;
  count(end: ForecastRunEnd): void;
}

/** What Prometheus is told of forecast runs. Base units: seconds, ratios. */
export function openForecastMetrics(): ForecastMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const runs = new Counter({
    name: 'wellhead_forecast_runs_total',
    help: 'Forecast runs by how they ended.',
    labelNames: ['name', 'state'],
    registers,
  });
  const vintages = new Counter({
    name: 'wellhead_forecast_vintages_total',
    help: 'Vintages published, by model.',
    labelNames: ['name', 'model'],
    registers,
  });
  const seconds = new Histogram({
    name: 'wellhead_forecast_run_duration_seconds',
    help: 'Duration of successful forecast runs.',
    labelNames: ['name'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300],
    registers,
  });
  const coverage = new Gauge({
    name: 'wellhead_forecast_coverage_ratio',
    help: 'How often past intervals of the published models held what came, over all signals of the newest run; 0.8 is right for level 0.8.',
    labelNames: ['name', 'level'],
    registers,
  });
  return {
    registry,
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
