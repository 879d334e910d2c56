import { type Metrics, openMetrics, RUN_SECONDS } from '@wellhead/stores';
import type { RunSummary } from './run-flow.js';

/** Counts runs for Prometheus. */
export function openFlowMetrics(): Pick<Metrics, 'registry'> & { count(run: RunSummary): void } {
  const metrics = openMetrics({ runtime: true });
  const runs = metrics.counter('wellhead_flow_runs_total', 'Runs of flows by how they ended.', ['flow', 'state']);
  const seconds = metrics.histogram(
    'wellhead_flow_run_duration_seconds',
    'Duration of the runs of flows.',
    RUN_SECONDS,
    ['flow'],
  );
  return {
    registry: metrics.registry,
    count: (run) => {
      runs.inc({ flow: run.flow, state: run.state });
      seconds.observe({ flow: run.flow }, run.seconds);
    },
  };
}
