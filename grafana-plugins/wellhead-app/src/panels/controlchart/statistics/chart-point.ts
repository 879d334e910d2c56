/** A point of a control chart with the limits that hold for it. Values in the unit of the signal. */
export interface ChartPoint {
  readonly timeMs: number;
  readonly value: number;
  readonly centre: number;
  /** null: the chart has no lower limit here. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Standard deviation of the plotted statistic: a third of the way from the centre to a three-sigma limit. */
  readonly sigma: number;
  /** Readings behind the point. */
  readonly n: number;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample standard deviation (n − 1); 0 for one value. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
