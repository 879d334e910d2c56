import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { RunSummary } from './run-flow.js';

/** Counts runs for Prometheus. */
export function openFlowMetrics(): { readonly registry: Registry; count(run: RunSummary): void } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runs = new Counter({
    name: 'wellhead_flow_runs_total',
    help: 'Runs of flows by how they ended.',
    labelNames: ['flow', 'state'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'wellhead_flow_run_duration_seconds',
    help: 'Duration of the runs of flows.',
    labelNames: ['flow'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300],
    registers: [registry],
  });
  return {
    registry,
    count: (run) => {
      runs.inc({ flow: run.flow, state: run.state });
      seconds.observe({ flow: run.flow }, run.seconds);
    },
  };
}
