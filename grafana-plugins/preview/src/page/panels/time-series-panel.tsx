import { FieldType, type PanelProps, type DataFrame } from '@grafana/data';
import { LegendDisplayMode, type VizLegendOptions } from '@grafana/schema';
import { TimeSeries } from '@grafana/ui';
import React from 'react';
import { NoData } from './no-data.js';

const LEGEND: VizLegendOptions = {
  showLegend: true,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};

export function TimeSeriesPanel(props: PanelProps<{ legend?: VizLegendOptions }>): React.JSX.Element {
  const { data, timeRange, timeZone, width, height, options, replaceVariables } = props;
  const frames = data.series.filter(drawable);
  if (frames.length === 0) return <NoData height={height} />;
  return (
    <TimeSeries
      {...{ frames, timeRange, timeZone, width, height, replaceVariables }}
      structureRev={data.structureRev ?? 1}
      legend={{ ...LEGEND, ...options.legend }}
      options={options}
    >
      {() => null}
    </TimeSeries>
  );
}

const drawable = (frame: DataFrame): boolean =>
  frame.length > 0 &&
  frame.fields.some(({ type }) => type === FieldType.time) &&
  frame.fields.some(({ type }) => type === FieldType.number);
