import { openFailureScorer, type FailureModel } from './train-failure.js';

/** A day of a well as the model sees it. */
export interface ScoredDay {
  readonly probability: number;
  /** The signals that speak most for a failure, the loudest first, at most three. */
  readonly loudest: readonly { readonly signal: string; readonly logOdds: number }[];
}

const MOST_NAMED = 3;

/** In the order of the days. On this thread: call it from a worker. */
export async function scoreDays(failure: FailureModel, days: readonly Float32Array[]): Promise<readonly ScoredDay[]> {
  const scorer = await openFailureScorer(failure);
  try {
    const probabilities = await scorer.probabilities(days);
    const scored: ScoredDay[] = [];
    for (const [at, day] of days.entries())
      scored.push({
        probability: probabilities[at] as number,
        loudest: (await scorer.loudest(day)).slice(0, MOST_NAMED),
      });
    return scored;
  } finally {
    await scorer.close();
  }
}
