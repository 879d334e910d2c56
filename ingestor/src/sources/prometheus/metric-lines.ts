import { seriesOf } from '@wellhead/contracts';
import { MAX_RAW, openRefusals, type RefusedInput } from '../../domain/decoded.js';
import { nameFault } from '../../domain/series-table.js';
import { METRIC_NAME, type NamedMetric } from './metric-naming.js';

export interface MetricSample {
  readonly value: number;
  /** NaN with the bits by which Prometheus says that a series has ended. */
  readonly isStaleMarker: boolean;
  readonly timeMs: number;
}

/** One series of Prometheus with samples of it. */
export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly MetricSample[];
}

/** Series as line protocol, times in ms. */
export interface MetricLines {
  readonly body: Buffer;
  /** By their place in the list of series. */
  readonly refused: readonly RefusedInput[];
  /** Samples that say “no value”: there is nothing to keep. */
  readonly staleMarkers: number;
  readonly notNumbers: number;
}

/**
 * Writes series as lines, each sample one. NaN is the absence of a value (a series that ended, a quantile of nothing) and no reading; infinity is
 * a value that no store of ours keeps, and is refused, as are names that line protocol cannot hold.
 */
export function linesOfMetrics(
  series: readonly MetricSeries[],
  nameOf: (labels: MetricSeries['labels']) => NamedMetric,
): MetricLines {
  const lines: string[] = [];
  const refusals = openRefusals();
  let staleMarkers = 0;
  let notNumbers = 0;
  series.forEach(({ labels, samples }, index) => {
    const refuse = (fault: { reason: string; found?: string; expected?: string }): void =>
      refusals.add({ index, raw: JSON.stringify(labels).slice(0, MAX_RAW), ...fault });
    const named = nameOf(labels);
    const fault = faultOf(named, labels);
    if (fault !== undefined) return refuse({ reason: fault });
    const { key } = seriesOf(named.measurement, named.tags, named.field, 'float');
    for (const { value, isStaleMarker, timeMs } of samples) {
      if (isStaleMarker) staleMarkers += 1;
      else if (Number.isNaN(value)) notNumbers += 1;
      else if (!Number.isFinite(value))
        refuse({ reason: 'the value is infinite', found: `${value} at ${timeMs}`, expected: 'a finite number' });
      else lines.push(`${key}=${value} ${timeMs}`);
    }
  });
  return { body: Buffer.from(lines.join('\n')), refused: refusals.list(), staleMarkers, notNumbers };
}

function faultOf({ measurement, field, tags }: NamedMetric, labels: MetricSeries['labels']): string | undefined {
  if ((labels[METRIC_NAME] ?? '') === '') return 'the metric has no name';
  if (measurement.startsWith('#')) return 'the metric begins with #, which is a comment in line protocol';
  const fault = nameFault('metric name', measurement) ?? nameFault('metric name', field);
  if (fault !== undefined) return fault;
  return Object.entries(tags)
    .map(([label, value]) => nameFault('label name', label) ?? nameFault(`value of label "${label}"`, value))
    .find((found) => found !== undefined);
}
