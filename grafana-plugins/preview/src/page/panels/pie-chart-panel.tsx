import { formattedValueToString, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React from 'react';
import { categoriesOf, colorOf, formatField } from './frame-values.js';
import { NoData } from './no-data.js';
import { useReducedValues, type ReducingOptions } from './reduced-values.js';

interface Slice {
  readonly name: string;
  readonly value: number;
  readonly text: string;
}
interface PieOptions extends ReducingOptions {
  readonly pieType?: 'pie' | 'donut';
}

export function PieChartPanel(props: PanelProps<PieOptions>): React.JSX.Element {
  const theme = useTheme2();
  const reduced = useReducedValues(props, false);
  const { width, height, options } = props;
  const categories = options.reduceOptions?.values ? categoriesOf(props.data.series) : undefined;
  const [only] = categories?.series ?? [];
  const slices: Slice[] =
    only && categories
      ? categories.names.map((name, row) => ({
          name,
          value: Number(only.field.values[row]),
          text: formatField(only.field, only.field.values[row]),
        }))
      : reduced.map(({ display }) => ({
          name: display.title ?? '',
          value: display.numeric,
          text: formattedValueToString(display),
        }));
  const shown = slices.filter(({ value }) => Number.isFinite(value) && value > 0);
  const total = shown.reduce((sum, { value }) => sum + value, 0);
  if (total === 0) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const radius = Math.max(20, Math.min(width * 0.5, height) / 2 - 6);
  const starts = shown.map((_, index) => shown.slice(0, index).reduce((sum, { value }) => sum + value, 0) / total);
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 16, height }}>
      <svg
        width={radius * 2}
        height={radius * 2}
        role="img"
        aria-label={shown.map(({ name, text }) => `${name} ${text}`).join(', ')}
      >
        {shown.map(({ name, value, text }, index) => {
          const from = starts[index] ?? 0;
          return (
            <path
              key={name}
              d={slicePath(radius, from, from + value / total, options.pieType === 'donut' ? 0.55 : 0)}
              fill={colorOf(theme, index)}
            >
              <title>{`${name}: ${text}`}</title>
            </path>
          );
        })}
      </svg>
      <ul style={{ listStyle: 'none', fontSize: 12, overflow: 'auto', maxHeight: height }}>
        {shown.map(({ name, value, text }, index) => (
          <li key={name}>
            <span style={{ display: 'inline-block', width: 10, height: 10, background: colorOf(theme, index) }} />{' '}
            {name} · {text} · {Math.round((100 * value) / total)} %
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A slice from one share of the turn to another, hollow by `hole`. */
function slicePath(radius: number, from: number, to: number, hole: number): string {
  const end = Math.min(to, from + 0.9999);
  const point = (share: number, distance: number): string => {
    const angle = share * 2 * Math.PI - Math.PI / 2;
    return `${radius + distance * Math.cos(angle)} ${radius + distance * Math.sin(angle)}`;
  };
  const large = end - from > 0.5 ? 1 : 0;
  const inner = radius * hole;
  const back =
    hole === 0 ? `L${radius} ${radius}` : `L${point(end, inner)}A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}`;
  return `M${point(from, radius)}A${radius} ${radius} 0 ${large} 1 ${point(end, radius)}${back}Z`;
}
