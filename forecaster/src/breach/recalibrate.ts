import type { PastPrediction } from './watch-limits.js';

/**
 * Platt scaling (Platt 1999, “Probabilistic outputs for support vector machines”) on log odds: odds = intercept + slope × raw odds. Held towards
 * leaving the probability as it is (0 and 1), as far as the past does not speak against that: a calm past knows of small probabilities only,
 * and must not flatten the first large one.
 */
export interface Recalibration {
  readonly intercept: number;
  readonly slope: number;
  /** Raw odds up to which the past says something of the slope. Beyond, odds are moved as there, and no longer stretched. */
  readonly seenUpTo: number;
}
export const AS_IT_IS: Recalibration = { intercept: 0, slope: 1, seenUpTo: Number.POSITIVE_INFINITY };
/** Standard deviations of the prior. */
const INTERCEPT_SPREAD = 1;
const SLOPE_SPREAD = 0.5;

export interface RecalibratedPast {
  readonly recalibration: Recalibration;
  /** 1 − Brier score over that of always saying the share of breaches, which is told beforehand; undefined when it cannot be known. */
  readonly skill: number | undefined;
  /** Whether that skill stands out of its chance; what does not may be luck, and will not last. */
  readonly proven: boolean;
  readonly judged: number;
  readonly events: number;
}

/** The past is judged in so many blocks, each by a recalibration learnt from the blocks before it alone. */
const BLOCKS = 8;
const FIRST_JUDGED_BLOCK = 2;
/** Fewer breaches, or fewer times without one, than this say nothing of skill. */
export const LEAST_EVENTS = 5;
/** More predictions than this make it slower and no better: every n-th is used. */
const MOST_PREDICTIONS = 20_000;

/** Learns a recalibration from all past predictions, and judges it on each part of the past by what was known before. */
export function recalibrate(predictions: readonly PastPrediction[]): RecalibratedPast {
  const every = Math.ceil(predictions.length / MOST_PREDICTIONS);
  const past = predictions.filter((_, at) => at % every === 0).sort((a, b) => b.cyclesBack - a.cyclesBack);
  const oldest = past[0]?.cyclesBack ?? 0;
  const span = oldest - (past.at(-1)?.cyclesBack ?? 0) + 1;
  const blockOf = ({ cyclesBack }: PastPrediction): number => Math.floor(((oldest - cyclesBack) * BLOCKS) / span);
  let squares = 0;
  const judged: PastPrediction[] = [];
  const losses: number[] = [];
  for (let block = FIRST_JUDGED_BLOCK; block < BLOCKS; block += 1) {
    const learnt = fitRecalibration(past.filter((one) => blockOf(one) < block));
    for (const one of past) {
      if (blockOf(one) !== block) continue;
      judged.push(one);
      const loss = (recalibrated(learnt, one.probability) - Number(one.came)) ** 2;
      losses.push(loss);
      squares += loss;
    }
  }
  const events = judged.filter(({ came }) => came).length;
  const share = events / judged.length;
  const known = Math.min(events, judged.length - events) >= LEAST_EVENTS;
  return {
    recalibration: fitRecalibration(past),
    proven: known && standsOut(judged, losses, share),
    skill: known ? 1 - squares / (judged.length * share * (1 - share)) : undefined,
    judged: judged.length,
    events,
  };
}

/** Standard errors that the gain of the past must lie above nothing: one in fifty by chance. */
const LEAST_ERRORS = 2;

/**
 * Whether the predictions were better than the share of breaches beyond chance. Those of one origin go together (one storm, one holiday), so the
 * gains are summed up by origin, and the spread of those sums is what chance can do.
 */
function standsOut(judged: readonly PastPrediction[], losses: readonly number[], share: number): boolean {
  const gains = new Map<number, number>();
  judged.forEach(({ cyclesBack, came }, at) => {
    const gain = (share - Number(came)) ** 2 - (losses[at] as number);
    gains.set(cyclesBack, (gains.get(cyclesBack) ?? 0) + gain);
  });
  const sums = [...gains.values()];
  const mean = sums.reduce((sum, gain) => sum + gain, 0) / sums.length;
  const squares = sums.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return mean > LEAST_ERRORS * Math.sqrt(squares / Math.max(1, sums.length - 1) / sums.length);
}

export function recalibrated({ intercept, slope, seenUpTo }: Recalibration, probability: number): number {
  const odds = oddsOf(probability);
  const stretched = slope * Math.min(odds, seenUpTo) + Math.max(0, odds - seenUpTo);
  return 1 / (1 + Math.exp(-(intercept + stretched)));
}

/** The share of past predictions below the odds that count as seen. */
const SEEN_SHARE = 0.95;

function seenUpTo(past: readonly PastPrediction[]): number {
  const probabilities = Float64Array.from(past, ({ probability }) => probability).sort();
  const largest = probabilities[Math.floor(SEEN_SHARE * (probabilities.length - 1))];
  return largest === undefined ? AS_IT_IS.seenUpTo : oddsOf(largest);
}

const oddsOf = (probability: number): number => Math.log(probability / (1 - probability));

/**
 * Newton's method on the penalised likelihood. It is concave, but where probabilities were far too sure a whole step jumps over its top and away for good: steps
 * that make it worse are halved.
 */
export function fitRecalibration(past: readonly PastPrediction[]): Recalibration {
  let { intercept, slope } = AS_IT_IS;
  let here = likelihoodAt(past, intercept, slope);
  for (let turn = 0; turn < NEWTON_STEPS; turn += 1) {
    const { gradient0, gradient1, curve00, curve01, curve11 } = here;
    const determinant = curve00 * curve11 - curve01 * curve01;
    const step0 = (curve11 * gradient0 - curve01 * gradient1) / determinant;
    const step1 = (curve00 * gradient1 - curve01 * gradient0) / determinant;
    let found: Likelihood | undefined;
    for (let share = 1; share > SHORTEST_STEP && !found; share /= 2) {
      // A negative slope would turn “more likely” into “less likely”, and the passage by each step would fall.
      const next = likelihoodAt(past, intercept + share * step0, Math.max(0, slope + share * step1));
      if (next.value >= here.value) found = next;
    }
    if (!found) break;
    here = found;
    ({ intercept, slope } = here);
  }
  return { intercept, slope, seenUpTo: seenUpTo(past) };
}
const NEWTON_STEPS = 8;
const SHORTEST_STEP = 2 ** -20;

interface Likelihood {
  readonly intercept: number;
  readonly slope: number;
  /** Logarithm of the penalised likelihood. */
  readonly value: number;
  readonly gradient0: number;
  readonly gradient1: number;
  /** Its second derivatives, the sign turned. */
  readonly curve00: number;
  readonly curve01: number;
  readonly curve11: number;
}

function likelihoodAt(past: readonly PastPrediction[], intercept: number, slope: number): Likelihood {
  const precisionOfIntercept = 1 / INTERCEPT_SPREAD ** 2;
  const precisionOfSlope = 1 / SLOPE_SPREAD ** 2;
  let value = -(precisionOfIntercept * intercept ** 2 + precisionOfSlope * (1 - slope) ** 2) / 2;
  let [gradient0, gradient1] = [-intercept * precisionOfIntercept, (1 - slope) * precisionOfSlope];
  let [curve00, curve01, curve11] = [precisionOfIntercept, 0, precisionOfSlope];
  for (const { probability, came } of past) {
    const odds = oddsOf(probability);
    const told = intercept + slope * odds;
    const said = 1 / (1 + Math.exp(-told));
    const miss = Number(came) - said;
    const weight = said * (1 - said);
    // log of the probability of what came, which does not overflow.
    const against = came ? -told : told;
    value -= Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against)));
    gradient0 += miss;
    gradient1 += miss * odds;
    curve00 += weight;
    curve01 += weight * odds;
    curve11 += weight * odds * odds;
  }
  return { intercept, slope, value, gradient0, gradient1, curve00, curve01, curve11 };
}
