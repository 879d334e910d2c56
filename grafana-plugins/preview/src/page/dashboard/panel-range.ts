import { rangeUtil, type TimeRange } from '@grafana/data';

export interface PanelRange {
  readonly range: TimeRange;
  /** What a panel's header says when its time range is its own: "Last 53 weeks". */
  readonly note?: string;
}

/** The time range of a panel: the dashboard's, or the panel's own (`timeFrom`) while the dashboard's follows the clock, as in Grafana. */
export function panelRange(timeFrom: string | undefined, range: TimeRange): PanelRange {
  if (!timeFrom || typeof range.raw.from !== 'string') return { range };
  const { from, to, display, invalid } = rangeUtil.describeTextRange(timeFrom);
  if (invalid) return { range, note: `timeFrom ${timeFrom} is not a time` };
  return { range: rangeUtil.convertRawToRange({ from, to }), note: display };
}
