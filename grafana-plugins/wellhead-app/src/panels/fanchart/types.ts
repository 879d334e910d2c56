/** Options of the fan chart. A change of their shape needs a step in options-migration.ts. */
export interface FanChartOptions {
  readonly bands: readonly BandLevel[];
  /** 0–100 */
  readonly bandOpacity: number;
  readonly showLimits: boolean;
  readonly showThresholds: boolean;
  readonly showLegend: boolean;
  readonly showVintageSlider: boolean;
  /** Start the value axis at zero even where all values are far above it. */
  readonly includeZero: boolean;
}

/** Interval levels as shares: 0.8 is the 80 % interval. */
export type BandLevel = 0.5 | 0.8 | 0.95;

export const defaultOptions: FanChartOptions = {
  bands: [0.5, 0.8, 0.95],
  bandOpacity: 60,
  showLimits: true,
  showThresholds: false,
  showLegend: true,
  showVintageSlider: true,
  includeZero: false,
};
