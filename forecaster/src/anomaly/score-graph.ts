import { CUSUM_ALARM } from '@wellhead/contracts';
import { buildGraph, type Graph, type Value } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { floats, integers, scalar } from '../onnx/tensor.js';

/** Numbers of one channel's state, in this order; its season follows in a tensor of its own. */
export const STATE = ['level', 'trend', 'spread', 'cusum_high', 'cusum_low', 'tail'] as const;

/** How much of a surprise the level, the trend, the season and the spread take over. */
const LEVEL_SHARE = 0.1;
const TREND_SHARE = 0.02;
const TREND_KEPT = 0.95;
const SEASON_SHARE = 0.15;
const SPREAD_SHARE = 0.05;
/** Surprises beyond so many spreads teach no more than that: a spike must not become what is expected. */
const HUBER = 3;
/** The mean absolute value of a standard normal number is 1 / 1.2533. */
const SPREAD_OF_ABSOLUTE = Math.sqrt(Math.PI / 2);
/** The spread cannot fall below this share of what it was when the channel began: a calm hour must not make rounding an anomaly. */
const LEAST_SPREAD = 0.05;
/**
 * How heavy the tails of a signal are: its tail is the number of spreads that one surprise in fifty passes, 2.33 for normal ones. Where it lies further
 * out than this — sales with a big order now and then — z is divided by how much further.
 */
const TAIL_SHARE = 0.02;
const TAIL_STEP = 0.1;
export const NORMAL_TAIL = 2.6;
/** A trend is followed over so many missing steps at most; the spread grows with the root of the steps, up to four times. */
const TREND_STEPS = 8;
const SPREAD_STEPS = 16;
/** CUSUM: what is within half a spread does not add up; twice its alarm is the most, so that it comes back soon. */
const SLACK = 0.5;
const MOST_CUSUM = 2 * CUSUM_ALARM;

/**
 * In: `values`, `elapsed` float [step, channel] (NaN = nothing came: the state stays; steps since the reading before), `phases` float
 * [step, channel] (place in the season), `state` float [6, channel], `season` float [season, channel].
 * Out: `z`, `cusum`, `expected` float [step, channel]; `state_out`, `season_out`.
 *
 * One Scan over the steps: Holt's trend and a season with Huber's bound on what a surprise teaches and a robust spread (after Gelper, Fried & Croux
 * 2010, doi:10.1002/for.1125), and a two-sided CUSUM of the standardised surprises (Page 1954, doi:10.1093/biomet/41.1-2.100).
 */
export function scoreModel({ seasonSteps }: { readonly seasonSteps: number }): Uint8Array {
  const graph = buildGraph('anomaly');
  const [values, elapsed, phases] = ['values', 'elapsed', 'phases'].map((name) =>
    graph.input(name, 'float', ['step', 'channel']),
  ) as [Value, Value, Value];
  const state = graph.input('state', 'float', [STATE.length, 'channel']);
  const season = graph.input('season', 'float', [seasonSteps, 'channel']);
  const [stateOut, seasonOut, z, cusum, expected] = graph.ops('Scan', [state, season, values, elapsed, phases], 5, {
    num_scan_inputs: { integer: 3 },
    body: { graph: step(seasonSteps) },
  }) as [Value, Value, Value, Value, Value];
  graph.output('z', z, 'float', ['step', 'channel']);
  graph.output('cusum', cusum, 'float', ['step', 'channel']);
  graph.output('expected', expected, 'float', ['step', 'channel']);
  graph.output('state_out', stateOut, 'float', [STATE.length, 'channel']);
  graph.output('season_out', seasonOut, 'float', [seasonSteps, 'channel']);
  return encodeModel(graph.graph(), { kind: 'anomaly', seasonSteps: String(seasonSteps) });
}

function step(seasonSteps: number): Graph {
  const body = buildGraph('step');
  const constant = (value: number): Value => body.constant(scalar(value));
  const plus = (a: Value, b: Value): Value => body.op('Add', [a, b]);
  const minus = (a: Value, b: Value): Value => body.op('Sub', [a, b]);
  const times = (a: Value, b: Value): Value => body.op('Mul', [a, b]);
  const between = (value: Value, low: number, high: number): Value =>
    body.op('Min', [body.op('Max', [value, constant(low)]), constant(high)]);

  const state = body.input('step/state', 'float');
  const season = body.input('step/season', 'float');
  const [given, elapsed, phase] = ['value', 'elapsed', 'phase'].map((name) => body.input(`step/${name}`, 'float')) as [
    Value,
    Value,
    Value,
  ];
  const rows = body.ops('Split', [state], STATE.length, {
    axis: { integer: 0 },
    num_outputs: { integer: STATE.length },
  });
  const first = body.constant(integers(0));
  const [level, trend, spread, high, low, tail] = rows.map((row) => body.op('Squeeze', [row, first])) as [
    Value,
    Value,
    Value,
    Value,
    Value,
    Value,
  ];
  const missing = body.op('IsNaN', [given]);
  const value = body.op('Where', [missing, level, given]);
  // [season, channel]: 1 at the place of this step.
  const places = body.constant(
    floats(
      Array.from({ length: seasonSteps }, (_, place) => place),
      [seasonSteps, 1],
    ),
  );
  const here = body.op('Cast', [body.op('Less', [body.op('Abs', [minus(places, phase)]), constant(0.5)])], {
    to: { integer: 1 },
  });
  const seasonal = body.op('ReduceSum', [times(season, here), first], { keepdims: { integer: 0 } });

  const ahead = plus(level, times(trend, between(elapsed, 0, TREND_STEPS)));
  const expected = plus(ahead, seasonal);
  const wide = times(spread, body.op('Sqrt', [between(elapsed, 1, SPREAD_STEPS)]));
  const surprise = minus(value, expected);
  const distance = body.op('Div', [surprise, wide]);
  const bounded = between(distance, -HUBER, HUBER);
  const taught = times(bounded, wide);
  const newHigh = between(plus(high, minus(bounded, constant(SLACK))), 0, MOST_CUSUM);
  const newLow = between(minus(minus(low, bounded), constant(SLACK)), 0, MOST_CUSUM);
  const rate = body.op('Div', [taught, between(elapsed, 1, TREND_STEPS)]);
  const newTrend = times(plus(trend, times(constant(LEVEL_SHARE * TREND_SHARE), rate)), constant(TREND_KEPT));
  const newLevel = plus(ahead, times(constant(LEVEL_SHARE), taught));
  const size = times(body.op('Abs', [bounded]), times(spread, constant(SPREAD_OF_ABSOLUTE)));
  const newSpread = body.op('Max', [
    plus(times(spread, constant(1 - SPREAD_SHARE)), times(size, constant(SPREAD_SHARE))),
    constant(LEAST_SPREAD),
  ]);
  const beyond = body.op('Cast', [body.op('Less', [tail, body.op('Abs', [distance])])], { to: { integer: 1 } });
  const grown = times(tail, body.op('Exp', [times(minus(beyond, constant(TAIL_SHARE)), constant(TAIL_STEP))]));
  const newTail = between(grown, NORMAL_TAIL, 1e6);
  const z = body.op('Div', [distance, body.op('Div', [tail, constant(NORMAL_TAIL)])]);
  const keep = (old: Value, updated: Value): Value => body.op('Where', [missing, old, updated]);
  const next = [
    keep(level, newLevel),
    keep(trend, newTrend),
    keep(spread, newSpread),
    keep(high, newHigh),
    keep(low, newLow),
    keep(tail, newTail),
  ];
  const column = (row: Value): Value => body.op('Unsqueeze', [row, first]);
  body.output('step/state_out', body.op('Concat', next.map(column), { axis: { integer: 0 } }), 'float');
  const lesson = seasonSteps > 1 ? times(constant(SEASON_SHARE), keep(constant(0), taught)) : constant(0);
  body.output('step/season_out', plus(season, times(here, lesson)), 'float');
  body.output('step/z', z, 'float');
  // The side that has added up more, below 0 for readings that were too low.
  const signed = body.op('Where', [body.op('Less', [newHigh, newLow]), body.op('Neg', [newLow]), newHigh]);
  body.output('step/cusum', signed, 'float');
  body.output('step/expected', expected, 'float');
  return body.graph();
}
