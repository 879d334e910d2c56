import { VizOrientation, type PanelProps } from '@grafana/data';
import { BarGaugeDisplayMode, type VizTextDisplayOptions } from '@grafana/schema';
import { BarGauge, useTheme2 } from '@grafana/ui';
import React from 'react';
import { NoData } from './no-data.js';
import { useReducedValues, type ReducingOptions } from './reduced-values.js';

interface BarGaugeOptions extends ReducingOptions {
  readonly orientation?: VizOrientation;
  readonly displayMode?: BarGaugeDisplayMode;
  readonly text?: VizTextDisplayOptions;
}

export function BarGaugePanel(props: PanelProps<BarGaugeOptions>): React.JSX.Element {
  const theme = useTheme2();
  const { width, height, options } = props;
  const values = useReducedValues(props, false);
  if (values.length === 0) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const vertical = options.orientation === VizOrientation.Vertical;
  const cell = vertical
    ? { width: Math.floor(width / values.length) - 6, height }
    : { width, height: Math.max(20, Math.floor(height / values.length) - 6) };
  const top = Math.max(...values.map(({ display }) => display.numeric).filter(Number.isFinite));
  return (
    <div style={{ display: 'flex', flexDirection: vertical ? 'row' : 'column', gap: 6 }}>
      {values.map((value, index) => (
        <BarGauge
          key={index}
          theme={theme}
          {...cell}
          {...(options.text ? { text: options.text } : {})}
          value={value.display}
          field={{ ...value.field, min: value.field.min ?? 0, max: value.field.max ?? top }}
          {...(value.view ? { display: value.view.getFieldDisplayProcessor(value.colIndex ?? 0) } : {})}
          orientation={vertical ? VizOrientation.Vertical : VizOrientation.Horizontal}
          displayMode={options.displayMode ?? BarGaugeDisplayMode.Gradient}
        />
      ))}
    </div>
  );
}
