import type { PanelProps } from '@grafana/data';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  BigValueJustifyMode,
  useTheme2,
} from '@grafana/ui';
import React from 'react';
import { NoData } from './no-data.js';
import { useReducedValues, type ReducingOptions } from './reduced-values.js';

interface StatOptions extends ReducingOptions {
  readonly colorMode?: BigValueColorMode;
  readonly graphMode?: BigValueGraphMode;
  readonly textMode?: BigValueTextMode;
  readonly justifyMode?: BigValueJustifyMode;
}

export function StatPanel(props: PanelProps<StatOptions>): React.JSX.Element {
  const theme = useTheme2();
  const { width, height, options } = props;
  const values = useReducedValues(props, options.graphMode !== BigValueGraphMode.None);
  if (values.length === 0) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const wide = width > height * 1.5;
  const cell = wide
    ? { width: Math.floor(width / values.length) - 4, height }
    : { width, height: Math.floor(height / values.length) - 4 };
  return (
    <div style={{ display: 'flex', flexDirection: wide ? 'row' : 'column', gap: 4 }}>
      {values.map(({ display, sparkline }, index) => (
        <BigValue
          key={index}
          theme={theme}
          {...cell}
          value={
            values.length === 1 && options.textMode !== BigValueTextMode.ValueAndName
              ? { ...display, title: '' }
              : display
          }
          {...(sparkline ? { sparkline } : {})}
          colorMode={options.colorMode ?? BigValueColorMode.Value}
          graphMode={options.graphMode ?? BigValueGraphMode.Area}
          textMode={options.textMode ?? BigValueTextMode.Auto}
          justifyMode={options.justifyMode ?? BigValueJustifyMode.Auto}
        />
      ))}
    </div>
  );
}
