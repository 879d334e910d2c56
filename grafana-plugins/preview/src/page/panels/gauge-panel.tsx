import { formattedValueToString, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React from 'react';
import { NoData } from './no-data.js';
import { useReducedValues, type ReducingOptions } from './reduced-values.js';

/** Half a ring a value; Grafana's own gauge needs a library that only Grafana loads. */
export function GaugePanel(props: PanelProps<ReducingOptions>): React.JSX.Element {
  const theme = useTheme2();
  const values = useReducedValues(props, false);
  if (values.length === 0) return <NoData height={props.height} noValue={props.fieldConfig.defaults.noValue} />;
  const width = Math.floor(props.width / values.length);
  const radius = Math.max(20, Math.min(width / 2 - 16, props.height - 40));
  return (
    <div style={{ display: 'flex' }}>
      {values.map(({ display, field }, index) => {
        const low = field.min ?? 0;
        const high = field.max ?? 100;
        const share = Math.min(1, Math.max(0, (display.numeric - low) / (high - low || 1)));
        const length = Math.PI * radius;
        const arc = `M${width / 2 - radius} ${radius + 12} A${radius} ${radius} 0 0 1 ${width / 2 + radius} ${radius + 12}`;
        const text = formattedValueToString(display);
        return (
          <svg key={index} width={width} height={props.height} role="img" aria-label={`${display.title ?? ''} ${text}`}>
            <path d={arc} fill="none" stroke={theme.colors.background.secondary} strokeWidth={14} />
            <path
              d={arc}
              fill="none"
              stroke={display.color ?? theme.colors.primary.main}
              strokeWidth={14}
              strokeDasharray={`${share * length} ${length}`}
            />
            <text x={width / 2} y={radius + 8} textAnchor="middle" fontSize={24} fill={theme.colors.text.primary}>
              {text}
            </text>
          </svg>
        );
      })}
    </div>
  );
}
