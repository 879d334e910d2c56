import { FieldType, type PanelProps, type DataFrame } from '@grafana/data';
import {
  LegendDisplayMode,
  SortOrder,
  TooltipDisplayMode,
  type VizLegendOptions,
  type VizTooltipOptions,
} from '@grafana/schema';
import { TimeSeries, TooltipPlugin } from '@grafana/ui';
import React from 'react';
import { NoData } from './no-data.js';

const LEGEND: VizLegendOptions = {
  showLegend: true,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};

export function TimeSeriesPanel(
  props: PanelProps<{ legend?: VizLegendOptions; tooltip?: VizTooltipOptions }>,
): React.JSX.Element {
  const { data, timeRange, timeZone, width, height, options, replaceVariables } = props;
  const frames = data.series.filter(drawable);
  if (frames.length === 0) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  return (
    <TimeSeries
      {...{ frames, timeRange, timeZone, width, height, replaceVariables }}
      structureRev={data.structureRev ?? 1}
      legend={{ ...LEGEND, ...options.legend }}
      options={options}
    >
      {(config, data) => (
        <TooltipPlugin
          {...{ config, data, timeZone }}
          mode={options.tooltip?.mode ?? TooltipDisplayMode.Single}
          sortOrder={options.tooltip?.sort ?? SortOrder.None}
        />
      )}
    </TimeSeries>
  );
}

const drawable = (frame: DataFrame): boolean =>
  frame.length > 0 &&
  frame.fields.some(({ type }) => type === FieldType.time) &&
  frame.fields.some(({ type }) => type === FieldType.number);
