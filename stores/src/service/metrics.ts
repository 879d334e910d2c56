import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One value of a metric that is read when somebody asks, with its labels. */
export type Observed = readonly [labels: Readonly<Record<string, string | number>>, value: number];

/** The metrics of one service. Names carry their base unit (`_seconds`, `_bytes`), as Prometheus has it. */
export interface Metrics {
  readonly registry: Registry;
  counter(name: string, help: string, labelNames?: readonly string[]): Counter;
  gauge(name: string, help: string, labelNames?: readonly string[]): Gauge;
  /** `buckets`: their upper bounds. */
  histogram(name: string, help: string, buckets: readonly number[], labelNames?: readonly string[]): Histogram;
  /** A gauge that holds what `read` gives at the moment when it is asked for; what it gives no longer is gone. */
  observe(name: string, help: string, labelNames: readonly string[], read: () => Iterable<Observed>): void;
}

/** Bounds for the duration of flows and forecast runs, in seconds. */
export const RUN_SECONDS: readonly number[] = [0.1, 0.5, 1, 5, 15, 60, 300];

/** `runtime`: with memory, processor time and event loop of this process. */
export function openMetrics({ runtime }: { readonly runtime: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (runtime) collectDefaultMetrics({ register: registry });
  return {
    registry,
    counter: (name, help, labelNames = []) => new Counter({ name, help, labelNames, registers }),
    gauge: (name, help, labelNames = []) => new Gauge({ name, help, labelNames, registers }),
    histogram: (name, help, buckets, labelNames = []) =>
      new Histogram({ name, help, buckets: [...buckets], labelNames, registers }),
    observe(name, help, labelNames, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames,
        registers,
        collect() {
          gauge.reset();
          for (const [labels, value] of read()) gauge.set(labels, value);
        },
      });
    },
  };
}
