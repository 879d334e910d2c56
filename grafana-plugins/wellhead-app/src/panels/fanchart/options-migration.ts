import { defaultOptions, type BandLevel, type FanChartOptions } from './types.js';

/** What may lie in a dashboard that was saved with any earlier version, or written by hand. */
export type SavedOptions = { readonly [Key in keyof FanChartOptions]?: unknown };

const isBand = (value: unknown): value is BandLevel => value === 0.5 || value === 0.8 || value === 0.95;
const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);

/** Saved options of any version → options of this one: missing and unusable ones get their default, unknown ones go. */
export function migrateOptions(saved: SavedOptions | undefined): FanChartOptions {
  const { bands, bandOpacity } = saved ?? {};
  return {
    bands: Array.isArray(bands) ? bands.filter(isBand) : defaultOptions.bands,
    bandOpacity: typeof bandOpacity === 'number' ? Math.min(100, Math.max(0, bandOpacity)) : defaultOptions.bandOpacity,
    showLimits: flag(saved?.showLimits, defaultOptions.showLimits),
    showThresholds: flag(saved?.showThresholds, defaultOptions.showThresholds),
    showLegend: flag(saved?.showLegend, defaultOptions.showLegend),
    showVintageSlider: flag(saved?.showVintageSlider, defaultOptions.showVintageSlider),
    includeZero: flag(saved?.includeZero, defaultOptions.includeZero),
  };
}
