/** One way to forecast: how fast the size of a demand is learnt, and how fast how often it comes. */
export interface DemandParameters {
  readonly method: 'tsb' | 'croston' | 'sba';
  readonly size: number;
  /** TSB: share of each step's news that the probability takes over. Croston and SBA learn the interval as fast as the size. */
  readonly occurrence: number;
  /** 1 = the forecast follows the season, 0 = it is flat. */
  readonly seasonal: 0 | 1;
}

export const SIZES = [0.05, 0.15, 0.3];
export const OCCURRENCES = [0.02, 0.07, 0.2];

/** The grid: all three methods, each with a season and without. */
export const demandGrid = (seasonSteps: number): readonly DemandParameters[] =>
  (seasonSteps > 1 ? ([0, 1] as const) : ([0] as const)).flatMap((seasonal) =>
    SIZES.flatMap((size): DemandParameters[] => [
      ...OCCURRENCES.map((occurrence): DemandParameters => ({ method: 'tsb', size, occurrence, seasonal })),
      { method: 'croston', size, occurrence: size, seasonal },
      { method: 'sba', size, occurrence: size, seasonal },
    ]),
  );
