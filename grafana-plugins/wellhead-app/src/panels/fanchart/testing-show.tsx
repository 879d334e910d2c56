import type { PanelData, PanelProps } from '@grafana/data';
import { render } from '@testing-library/react';
import React from 'react';
import { panelProps, timeRangeOf } from '../chart-kit/testing-panel.js';
import { FanChartPanel } from './fan-chart-panel.js';
import { DAY, historyFrame, START } from './testing-frames.js';
import { defaultOptions, type FanChartOptions } from './types.js';

/** Ten days from 90 up, one a day, with a limit above. */
export const HISTORY = historyFrame(
  Array.from({ length: 10 }, (_, day) => 90 + day),
  [{ kind: 'high', value: 130 }],
);

/** Shows twelve days; now is the last day of the history. */
export function show(
  frames: readonly object[],
  more: Partial<PanelProps<FanChartOptions>> = {},
  data: Partial<PanelData> = {},
): PanelProps<FanChartOptions> {
  const timeRange = timeRangeOf(START, START + 12 * DAY);
  const request = { startTime: START + 9 * DAY } as PanelData['request'];
  const props = panelProps(
    frames,
    { options: defaultOptions, timeRange, width: 600, height: 300, ...more },
    { request, ...data },
  );
  render(<FanChartPanel {...props} />);
  return props;
}
