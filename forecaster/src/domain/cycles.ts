/**
 * A cycle is the distance between two forecast origins: whole seasons, and at least `SHORTEST_CYCLE_STEPS`, so that a signal
 * without a season is not forecast from every single step.
 */
const SHORTEST_CYCLE_STEPS = 7;

/** Fewest cycles that a model is given: two for its first states, two to be tested on. */
export const MIN_CYCLES = 4;

/**
 * Lengths of windows in cycles, each about a quarter longer than the one before. Series of equal length share a batch, so
 * a few lengths are better than the last cycle of each history. 156 weeks: three years of daily data, and more than the
 * 104 origins that intervals are learnt from.
 */
const LADDER = [156, 130, 104, 84, 72, 60, 52, 42, 34, 28, 22, 18, 15, 12, 10, 8, 7, 6, 5, MIN_CYCLES];
export const MAX_CYCLES = 156;

/** Steps of one cycle. */
export const cycleStepsOf = (seasonSteps: number): number =>
  seasonSteps * Math.ceil(SHORTEST_CYCLE_STEPS / Math.max(1, seasonSteps));

/** The longest window, in cycles, that fits into a history of this many steps; undefined when even the shortest does not. */
export const cyclesWithin = (historySteps: number, cycleSteps: number): number | undefined =>
  LADDER.find((cycles) => cycles * cycleSteps <= historySteps);
