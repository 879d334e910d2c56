import { formatPointKey } from './point-key-text.js';

/** A metric as prom-client gives it. */
export interface Metric {
  readonly name: string;
  readonly type: string;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number | undefined>>;
    readonly metricName?: string | undefined;
  }[];
}

/** Cumulative values by series, as they were when lines were made before. */
export type Cumulated = ReadonlyMap<string, number>;

/** Of the runtime's own metrics only these; the others are for Prometheus. */
const RUNTIME = new Set([
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
  'process_cpu_seconds_total',
]);
const QUANTILES = [
  ['p50', 0.5],
  ['p99', 0.99],
] as const;

/**
 * Metrics as line protocol, so that they are telemetry like any other: the metric is the measurement, its labels are tags beside `asset`, the service.
 * Dashboards cannot take rates of what is cumulative, so counters carry `rate` (a second, since the lines before) beside `value`, and histograms
 * `rate`, `mean`, `p50` and `p99` of what was observed since. Pure; what was cumulated is returned for the next time.
 */
export function metricLines(
  metrics: readonly Metric[],
  asset: string,
  before: Cumulated,
  seconds: number,
): { readonly lines: readonly string[]; readonly cumulated: Cumulated } {
  const cumulated = new Map<string, number>();
  const lines: string[] = [];
  /** Growth of a cumulative value; undefined the first time, when there is nothing to compare with. */
  const growth = (key: string, value: number): number | undefined => {
    cumulated.set(key, value);
    const last = before.get(key);
    // A smaller value than before began anew.
    return last === undefined ? undefined : value < last ? value : value - last;
  };
  const add = (key: string, fields: Readonly<Record<string, number | undefined>>): void => {
    const told = Object.entries(fields).filter(([, value]) => value !== undefined && Number.isFinite(value));
    if (told.length > 0) lines.push(`${key} ${told.map(([name, value]) => `${name}=${value}`).join(',')}`);
  };

  for (const metric of metrics) {
    if (!metric.name.startsWith('wellhead_') && !RUNTIME.has(metric.name)) continue;
    if (metric.type === 'histogram') {
      for (const [key, parts] of byPoint(metric, asset)) {
        const count = growth(`${key} count`, parts.count);
        const sum = growth(`${key} sum`, parts.sum);
        const buckets = parts.buckets.map(({ le, value }) => ({ le, value: growth(`${key} ${le}`, value) ?? 0 }));
        if (count === undefined || sum === undefined || seconds <= 0) continue;
        const quantiles = QUANTILES.map(([name, q]) => [name, quantileOf(buckets, count, q)] as const);
        add(key, {
          rate: count / seconds,
          mean: count > 0 ? sum / count : undefined,
          ...Object.fromEntries(quantiles),
        });
      }
      continue;
    }
    for (const { value, labels } of metric.values) {
      const key = formatPointKey(metric.name, { asset, ...labels });
      if (metric.type !== 'counter') add(key, { value });
      else {
        const grown = growth(key, value);
        add(key, { value, rate: grown === undefined || seconds <= 0 ? undefined : grown / seconds });
      }
    }
  }
  return { lines, cumulated };
}

interface Histogram {
  count: number;
  sum: number;
  readonly buckets: { readonly le: number; readonly value: number }[];
}

/** The parts of a histogram by the labels that are not its bounds. */
function byPoint({ name, values }: Metric, asset: string): Map<string, Histogram> {
  const points = new Map<string, Histogram>();
  for (const { value, labels, metricName } of values) {
    const { le, ...rest } = labels;
    const key = formatPointKey(name, { asset, ...rest });
    let point = points.get(key);
    if (!point) points.set(key, (point = { count: 0, sum: 0, buckets: [] }));
    if (metricName === `${name}_count`) point.count = value;
    else if (metricName === `${name}_sum`) point.sum = value;
    else point.buckets.push({ le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), value });
  }
  return points;
}

/** A quantile from cumulative buckets, straight within its bucket, as Prometheus reckons it; undefined without observations. */
function quantileOf(
  buckets: readonly { readonly le: number; readonly value: number }[],
  count: number,
  q: number,
): number | undefined {
  if (count <= 0) return undefined;
  const rank = q * count;
  let [lower, below] = [0, 0];
  for (const { le, value } of buckets) {
    if (value >= rank) {
      if (le === Number.POSITIVE_INFINITY) return lower;
      return lower + ((le - lower) * (rank - below)) / Math.max(1e-12, value - below);
    }
    [lower, below] = [le, value];
  }
  return lower;
}
