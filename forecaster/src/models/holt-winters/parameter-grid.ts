/**
 * One candidate of the grid. All between 0 and 1.
 * `level`, `trend`, `season`: how much of a surprise each state takes over; `trend` is a share of what the level takes,
 * `season` a share of what the level leaves (the usual bound of additive Holt-Winters).
 * `seasonal`: 1 = starts with the season of the first cycles, 0 = without any.
 * `damping`: what is left of the trend after a step; 0 = no trend at all, 1 = a trend that stays.
 * `echo`: what is left of a surprise in the next step (first-order autoregressive error); 0 = none.
 */
export interface SmoothingParameters {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly seasonal: number;
  readonly damping: number;
  readonly echo: number;
}

/** Candidates of one structure, and what is tried around the best of them: numbers that multiply, but `echo` is added. */
export interface StructureClass {
  readonly name: string;
  readonly candidates: readonly SmoothingParameters[];
  /** The first leaves all as it is; as many in every class. `undamping` multiplies 1 − damping. */
  readonly nudges: readonly Nudge[];
}

export interface Nudge {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly undamping: number;
  readonly echo: number;
}

const LEVELS = [0.03, 0.15, 0.5, 0.9];
const SEASONS = [0.05, 0.25];

const nudge = (changed: Partial<Nudge> = {}): Nudge => ({
  level: 1,
  trend: 1,
  season: 1,
  undamping: 1,
  echo: 0,
  ...changed,
});

/**
 * The classes: without a trend, with a damped one, with one that stays, and with an echo. Each has a coarse grid; the nudges refine its
 * best. Without a season (`seasonSteps` 1) the seasonal share has nothing to do and is not varied.
 */
export function structureClasses(seasonSteps: number): readonly StructureClass[] {
  const seasons = [
    { season: 0, seasonal: 0 },
    ...(seasonSteps > 1 ? SEASONS.map((season) => ({ season, seasonal: 1 })) : []),
  ];
  const grid = (
    levels: readonly number[],
    trends: readonly number[],
    damping: number,
    echoes: readonly number[] = [0],
  ): readonly SmoothingParameters[] =>
    levels.flatMap((level) =>
      trends.flatMap((trend) =>
        echoes.flatMap((echo) => seasons.map((season) => ({ level, trend, damping, echo, ...season }))),
      ),
    );
  return [
    {
      name: 'level',
      candidates: grid(LEVELS, [0], 0),
      nudges: [
        nudge(),
        ...[0.35, 0.65, 1.5, 2.5].map((level) => nudge({ level })),
        ...[0.2, 0.5, 2, 3.5].map((season) => nudge({ season })),
      ],
    },
    {
      name: 'damped trend',
      candidates: grid(LEVELS, [0.1, 0.4], 0.95),
      nudges: [
        nudge(),
        ...[0.6, 1.6].map((level) => nudge({ level })),
        ...[0.4, 2.5].map((trend) => nudge({ trend })),
        ...[0.4, 2.5].map((season) => nudge({ season })),
        ...[0.4, 2.5].map((undamping) => nudge({ undamping })),
      ],
    },
    {
      name: 'lasting trend',
      candidates: grid(LEVELS, [0.03, 0.25], 1),
      nudges: [
        nudge(),
        ...[0.6, 1.6].map((level) => nudge({ level })),
        ...[0.1, 0.4, 1.8, 3].map((trend) => nudge({ trend })),
        ...[0.4, 2.5].map((season) => nudge({ season })),
      ],
    },
    {
      name: 'echo',
      // A level that follows every surprise leaves nothing to echo.
      candidates: grid([0.005, 0.03, 0.15], [0], 0, [0.4, 0.8]),
      nudges: [
        nudge(),
        ...[0.4, 2.5].map((level) => nudge({ level })),
        ...[-0.2, 0.12].map((echo) => nudge({ echo })),
        ...[0.4, 2.5].map((season) => nudge({ season })),
        nudge({ level: 0.4, echo: 0.12 }),
        nudge({ level: 2.5, echo: -0.2 }),
      ],
    },
  ];
}
