import { defaultOptions, type AssetBoardOptions } from './types.js';

export const TILE_WIDTHS = { least: 150, most: 480 };

/** Saved options of any version → options of this one: missing and unusable ones get their default, unknown ones go. */
export function migrateOptions(
  saved: { readonly [Key in keyof AssetBoardOptions]?: unknown } | undefined,
): AssetBoardOptions {
  const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);
  const width = saved?.tileWidth;
  return {
    sortBy: saved?.sortBy === 'name' ? 'name' : defaultOptions.sortBy,
    byGroup: flag(saved?.byGroup, defaultOptions.byGroup),
    showSparkline: flag(saved?.showSparkline, defaultOptions.showSparkline),
    tileWidth:
      typeof width === 'number' && Number.isFinite(width)
        ? Math.min(TILE_WIDTHS.most, Math.max(TILE_WIDTHS.least, Math.round(width)))
        : defaultOptions.tileWidth,
  };
}
