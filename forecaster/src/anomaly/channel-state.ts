/** Numbers of one channel's state, in this order; what each candidate has learnt follows, then its season. In units of the channel's scale. */
export const STATE = [
  /** Readings that it has learnt from, those of the warm-up too. */
  'readings',
  /** Spread of its surprises: of the last twenty, and of the last five hundred. */
  'spread',
  'slow_spread',
  /** A spread cannot be less: half of the smallest step that its values take. */
  'least_spread',
  /** Spreads that one surprise in fifty, and one in 250, passes. */
  'tail',
  'far_tail',
  'cusum_high',
  'cusum_low',
  /** A leaky sum of its surprises, the variance of such a sum, and of one surprise, both robust: how far surprises go together. */
  'sum',
  'sum_variance',
  'variance',
] as const;

/** A way to expect the next reading: how much of a surprise its level takes over, and its trend of that. */
interface Candidate {
  readonly levelShare: number;
  readonly trendShare: number;
  /** Whether it expects the season to come again. */
  readonly seasonal: boolean;
  /** By how much it must be better, as a share: of two that are about as good the calmer one speaks, for it sees a drift that the other one follows. */
  readonly handicap: number;
}
const HANDICAP = 0.015;

/** From a level that is nearly fixed, over one that goes with every reading, to slopes that last. */
const WAYS: readonly Pick<Candidate, 'levelShare' | 'trendShare'>[] = [
  { levelShare: 0.05, trendShare: 0.02 },
  { levelShare: 0.1, trendShare: 0.02 },
  { levelShare: 0.3, trendShare: 0.02 },
  { levelShare: 0.6, trendShare: 0.02 },
  { levelShare: 1, trendShare: 0.02 },
  { levelShare: 0.3, trendShare: 0.2 },
  { levelShare: 0.8, trendShare: 0.3 },
];

/** Those that a channel chooses from: where there is a season each way with it, then each without. */
export const candidatesOf = (seasonSteps: number): readonly Candidate[] =>
  (seasonSteps > 1 ? [true, false] : [false]).flatMap((seasonal) =>
    WAYS.map((way, place) => ({ ...way, seasonal, handicap: HANDICAP * place })),
  );

/** What a candidate has learnt: its level, its trend, and the mean absolute value of its surprises. */
const LEARNT_BY_CANDIDATE = 3;

/** Numbers of a state before its season. */
export const learntLength = (seasonSteps: number): number =>
  STATE.length + LEARNT_BY_CANDIDATE * candidatesOf(seasonSteps).length;

/** All numbers of a state: a saved one of another length is of another version, and learnt anew. */
export const stateLength = (seasonSteps: number): number => learntLength(seasonSteps) + seasonSteps;
