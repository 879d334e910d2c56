import { defaultOptions, type DynacardOptions } from './types.js';

export const MOST_GHOSTS = 300;
const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);

/** Saved options of any version → options of this one: missing and unusable ones get their default, unknown ones go. */
export function migrateOptions(
  saved: { readonly [Key in keyof DynacardOptions]?: unknown } | undefined,
): DynacardOptions {
  const ghosts = saved?.ghosts;
  return {
    ghosts:
      typeof ghosts === 'number' && ghosts >= 0 ? Math.min(MOST_GHOSTS, Math.round(ghosts)) : defaultOptions.ghosts,
    showSurface: flag(saved?.showSurface, defaultOptions.showSurface),
    showPump: flag(saved?.showPump, defaultOptions.showPump),
    showReference: flag(saved?.showReference, defaultOptions.showReference),
    showFacts: flag(saved?.showFacts, defaultOptions.showFacts),
  };
}
