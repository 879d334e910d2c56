import { FieldType, type Field, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { linearScale, valueTicks } from 'wellhead-app/panels/chart-kit/scales';
import React from 'react';
import { formatField } from './frame-values.js';
import { NoData } from './no-data.js';

interface HistogramOptions {
  readonly bucketSize?: number;
  readonly bucketCount?: number;
}

export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Counts of values in buckets of one width, aligned to it. Pure. */
function bucketsOf(values: readonly number[], size: number | undefined, count = 30): Bucket[] {
  if (values.length === 0) return [];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const width =
    size && size > 0
      ? size
      : (valueTicks([low, high === low ? low + 1 : high], count)[1] ?? 1) -
          (valueTicks([low, high === low ? low + 1 : high], count)[0] ?? 0) || 1;
  const first = Math.floor(low / width);
  const buckets = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, index) => ({
    from: (first + index) * width,
    to: (first + index + 1) * width,
    count: 0,
  }));
  for (const value of values) {
    const bucket = buckets[Math.floor(value / width) - first];
    if (bucket) bucket.count++;
  }
  return buckets;
}

export function HistogramPanel(props: PanelProps<HistogramOptions>): React.JSX.Element {
  const { data, options, width, height } = props;
  const theme = useTheme2();
  const fields: Field[] = data.series.flatMap((frame) => frame.fields.filter(({ type }) => type === FieldType.number));
  const values = fields.flatMap((field) => (field.values as unknown[]).map(Number).filter(Number.isFinite));
  const buckets = bucketsOf(values, options.bucketSize, options.bucketCount);
  const [first] = fields;
  const last = buckets.at(-1);
  if (!first || !last) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const x = linearScale([buckets[0]?.from ?? 0, last.to], [48, width - 12]);
  const y = linearScale([0, Math.max(...buckets.map(({ count }) => count)) * 1.05], [height - 26, 6]);
  return (
    <svg width={width} height={height} fontSize={12} role="img" aria-label={`Distribution of ${values.length} values`}>
      {valueTicks(y.domain, height / 45).map((tick) => (
        <g key={tick}>
          <line x1={48} x2={width - 12} y1={y.at(tick)} y2={y.at(tick)} stroke={theme.colors.border.weak} />
          <text x={40} y={y.at(tick) + 4} textAnchor="end" fill={theme.colors.text.secondary}>
            {tick}
          </text>
        </g>
      ))}
      {buckets.map(({ from, to, count }) => (
        <rect
          key={from}
          x={x.at(from) + 0.5}
          width={Math.max(1, x.at(to) - x.at(from) - 1)}
          y={y.at(count)}
          height={y.at(0) - y.at(count)}
          fill={theme.colors.primary.main}
        >
          <title>{`${formatField(first, from)} to ${formatField(first, to)}: ${count}`}</title>
        </rect>
      ))}
      {valueTicks(x.domain, width / 100).map((tick) => (
        <text key={tick} x={x.at(tick)} y={height - 8} textAnchor="middle" fill={theme.colors.text.secondary}>
          {formatField(first, tick)}
        </text>
      ))}
    </svg>
  );
}
