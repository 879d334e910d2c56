/**
 * One candidate of the grid. All between 0 and 1.
 * `level`, `trend`, `season`: how much of a surprise each state takes over; `trend` is a share of what the level takes.
 * `damping`: what is left of the trend after a step; 0 = no trend at all.
 * `echo`: what is left of a surprise in the next step (first-order autoregressive error); 0 = none.
 */
export interface SmoothingParameters {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly damping: number;
  readonly echo: number;
}

const LEVELS = [0.005, 0.03, 0.12, 0.35];
const TRENDS = [0, 0.1];
const SEASONS = [0.02, 0.08, 0.2];
const DAMPINGS = [0.95];
const ECHOES = [0, 0.4, 0.8];

/** A level that follows every surprise leaves nothing to echo: above this one, only `echo` 0 is tried. */
const HIGHEST_LEVEL_WITH_ECHO = 0.25;

/**
 * All candidates: 60 with a season. A finer grid of 255 was four times slower and no more accurate (README.md). Without a season (`seasonSteps` 1) the seasonal share has nothing to do and is not varied.
 */
export function parameterGrid(seasonSteps: number): readonly SmoothingParameters[] {
  const grid: SmoothingParameters[] = [];
  for (const echo of ECHOES)
    for (const level of LEVELS)
      for (const trend of TRENDS)
        for (const share of seasonSteps > 1 ? SEASONS : [0])
          for (const damping of trend === 0 ? [0] : DAMPINGS)
            if (echo === 0 || level <= HIGHEST_LEVEL_WITH_ECHO)
              // The usual bound of additive Holt-Winters: level and season together take at most the whole surprise.
              grid.push({ level, trend, season: share * (1 - level), damping, echo });
  return grid;
}
