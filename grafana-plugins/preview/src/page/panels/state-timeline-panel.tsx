import { FieldType, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { linearScale } from 'wellhead-app/panels/chart-kit/scales';
import React from 'react';
import { colorOf, formatField } from './frame-values.js';
import { NoData } from './no-data.js';

/** One lane a field; each state lasts until the next one. */
export function StateTimelinePanel(props: PanelProps): React.JSX.Element {
  const { data, width, height, timeRange } = props;
  const theme = useTheme2();
  const lanes = data.series.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    return time
      ? frame.fields
          .filter((field) => field !== time)
          .map((field) => ({ time, field, name: field.state?.displayName ?? field.name }))
      : [];
  });
  if (lanes.length === 0) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const left = Math.min(width * 0.3, Math.max(...lanes.map(({ name }) => name.length)) * 7 + 12);
  const x = linearScale([timeRange.from.valueOf(), timeRange.to.valueOf()], [left, width - 8]);
  const laneHeight = (height - 8) / lanes.length;
  const states = [...new Set(lanes.flatMap(({ field }) => (field.values as unknown[]).map(String)))];
  return (
    <svg
      width={width}
      height={height}
      fontSize={12}
      role="img"
      aria-label={`States of ${lanes.map(({ name }) => name).join(', ')}`}
    >
      {lanes.map(({ name, field, time }, lane) => (
        <g key={lane}>
          <text x={left - 6} y={(lane + 0.5) * laneHeight + 4} textAnchor="end" fill={theme.colors.text.secondary}>
            {name}
          </text>
          {(field.values as unknown[]).map((value, index) => {
            const times = time.values as number[];
            const from = x.at(times[index] ?? 0);
            const to = x.at(times[index + 1] ?? timeRange.to.valueOf());
            const text = formatField(field, value);
            return (
              <rect
                key={index}
                x={Math.max(left, from)}
                y={lane * laneHeight + 2}
                width={Math.max(0, Math.min(width - 8, to) - Math.max(left, from))}
                height={laneHeight * 0.85}
                fill={field.display?.(value).color ?? colorOf(theme, states.indexOf(String(value)))}
              >
                <title>{`${name}: ${text}`}</title>
              </rect>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
