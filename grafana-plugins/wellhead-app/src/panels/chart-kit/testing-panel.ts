import {
  createDataFrame,
  dateTime,
  LoadingState,
  type DataFrame,
  type PanelData,
  type PanelProps,
  type TimeRange,
} from '@grafana/data';
import { vi } from 'vitest';

export const grafanaFrames = (frames: readonly object[]): DataFrame[] =>
  frames.map((frame) => createDataFrame(frame as DataFrame));

export function timeRangeOf(fromMs: number, toMs: number): TimeRange {
  const range = { from: dateTime(fromMs), to: dateTime(toMs) };
  return { ...range, raw: range };
}

/** What Grafana hands a panel that shows these frames, all of them come; `data` says what is other than that. */
export function panelProps<Options extends object>(
  frames: readonly object[],
  props: Partial<PanelProps<Options>> & Pick<PanelProps<Options>, 'options' | 'timeRange' | 'width' | 'height'>,
  data: Partial<PanelData> = {},
): PanelProps<Options> {
  const { timeRange } = props;
  return {
    id: 1,
    data: { state: LoadingState.Done, series: grafanaFrames(frames), timeRange, ...data },
    fieldConfig: { defaults: {}, overrides: [] },
    timeZone: 'utc',
    onChangeTimeRange: vi.fn(),
    ...props,
  } as unknown as PanelProps<Options>;
}
