import { CUSUM_ALARM, Z_ALARM } from '@wellhead/contracts';
import { buildGraph, type Graph, type Value } from '../onnx/graph-builder.js';
import { floats, integers, scalar } from '../onnx/tensor.js';
import { candidatesOf, STATE } from './channel-state.js';

const TREND_KEPT = 0.95;
const SEASON_SHARE = 0.15;
/** How much of a surprise the two spreads take over; the larger counts, so that a calm hour does not make the next usual one an anomaly. */
const SPREAD_SHARE = 0.05;
const SLOW_SPREAD_SHARE = 0.002;
/** Candidates are judged by about their last 200 surprises: a drift of hours must not become what is expected. */
const ERROR_SHARE = 0.005;
/** Surprises beyond so many spreads teach no more than that: a spike must not become what is expected. */
const HUBER = 3;
/** The mean absolute value of a standard normal number is 1 / 1.2533. */
const SPREAD_OF_ABSOLUTE = Math.sqrt(Math.PI / 2);
/** The spread cannot fall below this share of what it was when the channel began. */
const LEAST_SPREAD = 0.05;
/**
 * How heavy the tails of a signal are: its tail is what one surprise in fifty passes (2.33 spreads for normal ones), its far tail one in 250 (2.88). A tail
 * that falls off exponentially from there reaches one in a million after ln(0.02 / 10⁻⁶) / ln 5 such steps: what z is measured against.
 */
const TAIL = { share: 0.02, normal: 2.33 };
const FAR_TAIL = { share: 0.004, normal: 2.88 };
const TAIL_STEP = 0.1;
const STEPS_TO_ALARM = Math.log(0.02 / 1e-6) / Math.log(5);
/** From this tail on a signal's own tails, not those of normal numbers, say what a big surprise is. */
export const USUAL_TAIL = 2.6;
/** A trend is followed over so many missing steps at most; the spread grows with the root of the steps, up to four times. */
const TREND_STEPS = 8;
const SPREAD_STEPS = 16;
/** CUSUM: what is within half a spread does not add up; half more than its alarm is the most, so that it comes back soon. */
const SLACK = 0.5;
const MOST_CUSUM = 1.5 * CUSUM_ALARM;
/** Surprises that go together add up by themselves: their leaky sum over about sixteen readings tells how much. */
const SUM_KEPT = 0.94;
const SUM_SHARE = 0.003;
const SUM_HUBER = 2.5;
/** Scores of a channel that knows few readings are smaller, as its scale is not known well. */
const FEW_READINGS = 40;

/**
 * One reading of each channel. The candidate that was best of late says what is expected (Holt's level and damped trend, with a season or without, with
 * Huber's bound on what a surprise teaches and a robust spread, after Gelper, Fried & Croux 2010, doi:10.1002/for.1125); the distance in spreads is z, in units
 * of the signal's own tails; a two-sided CUSUM (Page 1954, doi:10.1093/biomet/41.1-2.100) adds surprises up, in units of how far they go together anyway.
 */
export function scoreStep(seasonSteps: number): Graph {
  const body = buildGraph('step');
  const candidates = candidatesOf(seasonSteps);
  const constant = (value: number): Value => body.constant(scalar(value));
  const column = (of: (candidate: (typeof candidates)[number]) => number): Value =>
    body.constant(floats(candidates.map(of), [candidates.length, 1]));
  const plus = (a: Value, b: Value): Value => body.op('Add', [a, b]);
  const minus = (a: Value, b: Value): Value => body.op('Sub', [a, b]);
  const times = (a: Value, b: Value): Value => body.op('Mul', [a, b]);
  const over = (a: Value, b: Value): Value => body.op('Div', [a, b]);
  const most = (a: Value, b: Value): Value => body.op('Max', [a, b]);
  const least = (a: Value, b: Value): Value => body.op('Min', [a, b]);
  const between = (value: Value, low: number, high: number): Value => least(most(value, constant(low)), constant(high));
  const within = (value: Value, bound: Value): Value => least(most(value, body.op('Neg', [bound])), bound);
  const isLess = (a: Value, b: Value): Value => body.op('Cast', [body.op('Less', [a, b])], { to: { integer: 1 } });
  /** Moves a mean towards a new value by a share, of the first readings by more. */
  const towards = (mean: Value, value: Value, share: Value): Value => plus(mean, times(share, minus(value, mean)));

  const first = body.constant(integers(0));
  const state = body.input('step/state', 'float');
  const season = body.input('step/season', 'float');
  const [given, elapsed, phase] = ['value', 'elapsed', 'phase'].map((name) => body.input(`step/${name}`, 'float')) as [
    Value,
    Value,
    Value,
  ];
  const lengths = [...STATE.map(() => 1), ...new Array<number>(3).fill(candidates.length)];
  const parts = body.ops('Split', [state, body.constant(integers(...lengths))], lengths.length, {
    axis: { integer: 0 },
  });
  const known = Object.fromEntries(
    STATE.map((name, place) => [name, body.op('Squeeze', [parts[place] as Value, first])]),
  ) as Record<(typeof STATE)[number], Value>;
  const [level, trend, error] = parts.slice(STATE.length) as [Value, Value, Value];

  /** [candidate, channel]: 1 where the candidate has the least of these errors. */
  const places = column((candidate) => candidates.indexOf(candidate));
  const bestBy = (errors: Value): Value => {
    const best = body.op('Cast', [body.op('ArgMin', [errors], { axis: { integer: 0 }, keepdims: { integer: 0 } })], {
      to: { integer: 1 },
    });
    return isLess(body.op('Abs', [minus(places, best)]), constant(0.5));
  };
  const picked = (of: Value, ones: Value): Value =>
    body.op('ReduceSum', [times(of, ones), first], { keepdims: { integer: 0 } });

  // What is expected.
  const seasons = body.constant(
    floats(
      Array.from({ length: seasonSteps }, (_, place) => place),
      [seasonSteps, 1],
    ),
  );
  const here = isLess(body.op('Abs', [minus(seasons, phase)]), constant(0.5));
  const seasonal = picked(season, here);
  const isSeasonal = column((candidate) => (candidate.seasonal ? 1 : 0));
  const ahead = plus(level, times(trend, between(elapsed, 0, TREND_STEPS)));
  const expectations = plus(ahead, times(isSeasonal, seasonal));
  const best = bestBy(
    times(
      error,
      column(({ handicap }) => 1 + handicap),
    ),
  );
  const expected = picked(expectations, best);
  const missing = body.op('IsNaN', [given]);
  const value = body.op('Where', [missing, expected, given]);

  // How far the reading lies from it.
  const spread = most(most(known.spread, known.slow_spread), known.least_spread);
  const wide = times(spread, body.op('Sqrt', [between(elapsed, 1, SPREAD_STEPS)]));
  const distance = over(minus(value, expected), wide);
  const size = body.op('Abs', [distance]);
  const heaviness = most(over(known.tail, constant(USUAL_TAIL)), constant(1));
  const bound = times(constant(HUBER), heaviness);
  const bounded = within(distance, bound);
  const reach = plus(known.tail, times(minus(known.far_tail, known.tail), constant(STEPS_TO_ALARM)));
  const fewness = body.op('Sqrt', [plus(constant(1), over(constant(FEW_READINGS), known.readings))]);
  const z = over(distance, times(fewness, most(over(reach, constant(Z_ALARM)), constant(1))));

  // What has added up, and how far surprises go together.
  const own = over(bounded, heaviness);
  const together = body.op('Sqrt', [most(over(known.sum_variance, most(known.variance, constant(0.01))), constant(1))]);
  const part = over(own, together);
  const high = between(plus(known.cusum_high, minus(part, constant(SLACK))), 0, MOST_CUSUM);
  const low = between(minus(minus(known.cusum_low, part), constant(SLACK)), 0, MOST_CUSUM);
  const sum = plus(times(known.sum, constant(SUM_KEPT)), own);
  const leak = constant(1 - SUM_KEPT ** 2);
  const usualSum = body.op('Sqrt', [over(known.sum_variance, leak)]);
  const boundedSum = within(sum, times(usualSum, constant(SUM_HUBER)));
  const sumShare = most(constant(SUM_SHARE), over(constant(1), plus(known.readings, constant(20))));

  // What it teaches.
  const bySpread = within(over(minus(value, expectations), wide), bound);
  const taught = times(bySpread, wide);
  const steps = between(elapsed, 1, TREND_STEPS);
  const levelShare = column((candidate) => candidate.levelShare);
  const slope = times(
    column((candidate) => candidate.levelShare * candidate.trendShare),
    over(taught, steps),
  );
  const errorShare = most(constant(ERROR_SHARE), over(constant(1), known.readings));
  const absolute = times(body.op('Abs', [bounded]), times(spread, constant(SPREAD_OF_ABSOLUTE)));
  const spreadAfter = (mean: Value, share: number): Value =>
    most(towards(mean, absolute, constant(share)), constant(LEAST_SPREAD));
  const tailAfter = (tail: Value, share: number): Value =>
    times(tail, body.op('Exp', [times(minus(isLess(tail, size), constant(share)), constant(TAIL_STEP))]));
  const tail = between(tailAfter(known.tail, TAIL.share), TAIL.normal, 1e6);
  const next: Record<(typeof STATE)[number], Value> = {
    readings: plus(known.readings, constant(1)),
    spread: spreadAfter(known.spread, SPREAD_SHARE),
    slow_spread: spreadAfter(known.slow_spread, SLOW_SPREAD_SHARE),
    least_spread: known.least_spread,
    tail,
    far_tail: least(
      most(tailAfter(known.far_tail, FAR_TAIL.share), most(tail, constant(FAR_TAIL.normal))),
      constant(2e6),
    ),
    cusum_high: high,
    cusum_low: low,
    sum,
    sum_variance: towards(known.sum_variance, times(times(boundedSum, boundedSum), leak), sumShare),
    variance: towards(known.variance, times(own, own), sumShare),
  };
  const learnt = body.op(
    'Concat',
    [
      ...STATE.map((name) => body.op('Unsqueeze', [next[name], first])),
      plus(ahead, times(levelShare, taught)),
      times(plus(trend, slope), constant(TREND_KEPT)),
      towards(error, body.op('Abs', [taught]), errorShare),
    ],
    { axis: { integer: 0 } },
  );
  body.output('step/state_out', body.op('Where', [missing, state, learnt]), 'float');
  // The season learns from the best of those that have it.
  const withSeason = bestBy(plus(error, times(minus(constant(1), isSeasonal), constant(1e9))));
  const lesson = body.op('Where', [missing, constant(0), times(constant(SEASON_SHARE), picked(taught, withSeason))]);
  body.output('step/season_out', seasonSteps > 1 ? plus(season, times(here, lesson)) : season, 'float');
  body.output('step/z', z, 'float');
  // The side that has added up more, below 0 for readings that were too low.
  const signed = body.op('Where', [body.op('Less', [high, low]), body.op('Neg', [low]), high]);
  body.output('step/cusum', over(signed, fewness), 'float');
  body.output('step/expected', expected, 'float');
  return body.graph();
}
