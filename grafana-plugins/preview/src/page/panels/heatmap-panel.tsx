import { FieldType, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React from 'react';
import { formatField } from './frame-values.js';
import { NoData } from './no-data.js';

/** Of a date below the columns, in pixels. */
const LABEL_WIDTH = 70;

/** One row a numeric column (or series), one column a time or a category; stronger colour is more. */
export function HeatmapPanel(props: PanelProps): React.JSX.Element {
  const { data, width, height } = props;
  const theme = useTheme2();
  const rows = data.series.flatMap((frame) => {
    const by =
      frame.fields.find(({ type }) => type === FieldType.time) ??
      frame.fields.find(({ type }) => type === FieldType.string);
    return frame.fields
      .filter((field) => field.type === FieldType.number && by !== undefined)
      .map((field) => ({
        field,
        by,
        name: (field.state?.displayName ?? Object.values(field.labels ?? {}).join(' ')) || field.name,
      }));
  });
  const columns = [
    ...new Set(rows.flatMap(({ by }) => [...((by?.values ?? []) as (string | number)[])] as (string | number)[])),
  ];
  const values = rows.flatMap(({ field }) => (field.values as unknown[]).map(Number).filter(Number.isFinite));
  if (values.length === 0) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  if (rows.every(({ by }) => by?.type === FieldType.time)) columns.sort((a, b) => Number(a) - Number(b));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const left = Math.min(width * 0.35, Math.max(...rows.map(({ name }) => name.length)) * 7 + 12);
  const cellWidth = (width - left - 8) / columns.length;
  const cellHeight = (height - 26) / rows.length;
  const every = Math.ceil((LABEL_WIDTH + 20) / cellWidth);
  const by = rows[0]?.by;
  return (
    <svg
      width={width}
      height={height}
      fontSize={12}
      role="img"
      aria-label={`Heat map of ${rows.map(({ name }) => name).join(', ')}`}
    >
      {rows.map(({ name, field, by: own }, row) => (
        <g key={row}>
          <text x={left - 6} y={(row + 0.5) * cellHeight + 4} textAnchor="end" fill={theme.colors.text.secondary}>
            {name.slice(0, Math.floor(left / 6.5))}
          </text>
          {(field.values as unknown[]).map((value, index) => {
            const number = Number(value);
            if (value === null || !Number.isFinite(number)) return null;
            const column = columns.indexOf(((own?.values ?? []) as (string | number)[])[index] ?? '');
            return (
              <rect
                key={index}
                x={left + column * cellWidth}
                y={row * cellHeight}
                width={Math.max(1, cellWidth - 1)}
                height={Math.max(1, cellHeight - 1)}
                fill={theme.colors.primary.main}
                fillOpacity={0.08 + 0.92 * ((number - low) / (high - low || 1))}
              >
                <title>{`${name} · ${own ? formatField(own, own.values[index]) : ''}: ${formatField(field, value)}`}</title>
              </rect>
            );
          })}
        </g>
      ))}
      {columns.map((column, index) => {
        const x = left + (index + 0.5) * cellWidth;
        if (index % every !== 0 || x + LABEL_WIDTH / 2 > width) return null;
        return (
          <text key={index} x={x} y={height - 8} textAnchor="middle" fill={theme.colors.text.secondary}>
            {by ? formatField(by, column).slice(0, 10) : column}
          </text>
        );
      })}
    </svg>
  );
}
