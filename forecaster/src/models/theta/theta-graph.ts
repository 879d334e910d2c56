import { arithmeticOf } from '../../onnx/arithmetic.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { buildGraph, type Value } from '../../onnx/graph-builder.js';
import { floats, integers, scalar } from '../../onnx/tensor.js';
import { initialState } from '../initial-state.js';
import type { BatchShape } from '../model.js';
import { seriesCube } from '../series-cube.js';

/** How much of a surprise the level takes over. */
const LEVELS = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95];
/** How much of a cycle's deviations the season takes over. */
const SEASON_SHARE = 0.15;

/**
 * In: as `seriesCube` reads it.
 * Out: `rolling` float [series, cycle, horizon].
 *
 * One Scan over the cycles: the series without its season is smoothed with every level of the grid, a line is fitted through
 * all of it up to the origin (running sums), the season follows the deviations from both.
 */
export function thetaModel(shape: BatchShape): Uint8Array {
  const { seasonSteps, cycleSteps, horizonSteps } = shape;
  const graph = buildGraph('theta');
  const { add, concat, multiply } = arithmeticOf(graph);
  const cube = seriesCube(graph, cycleSteps);
  const { values, mask, nothing } = cube;
  const initial = initialState(graph, shape, { values, mask, cycles: cube.initialCycles });
  const levels = graph.constant(floats(LEVELS, [LEVELS.length, 1]));
  const rows = cube.rows(LEVELS.length);
  const single = cube.rows(1);

  const scanned = graph.ops(
    'Scan',
    [
      graph.op('Expand', [initial.level, rows]),
      nothing(rows),
      // Running sums of the line: count, time, value, time², time · value; time in cycles, which keeps float32 exact enough.
      ...Array.from({ length: 5 }, () => nothing(single)),
      nothing(graph.constant(integers(1))),
      ...initial.season,
      values,
      mask,
    ],
    8 + initial.season.length + (seasonSteps > 1 ? 3 : 2),
    { num_scan_inputs: { integer: 2 }, body: { graph: cycle() } },
  );
  const loss = scanned[1] as Value;
  const [level, slope, season] = scanned.slice(8 + initial.season.length) as [Value, Value, Value?];
  const winner = graph.op('ArgMin', [loss], { axis: { integer: 0 }, keepdims: { integer: 1 } });
  const share = graph.op('GatherElements', [graph.op('Expand', [levels, rows]), winner], { axis: { integer: 0 } });
  // [cycle, level, series] → [cycle, 1, series]
  const everyCycle = concat(graph.op('Shape', [level], { start: { integer: 0 }, end: { integer: 1 } }), single);
  const at = graph.op('Expand', [winner, everyCycle]);
  const chosen = graph.op('GatherElements', [level, at], { axis: { integer: 1 } });
  const ahead = graph.constant(
    floats(
      Array.from({ length: horizonSteps }, (_, step) => step),
      [horizonSteps, 1],
    ),
  );
  const steps = add(ahead, graph.op('Div', [graph.constant(scalar(1)), share]));
  let rolling = add(chosen, multiply(multiply(slope, graph.constant(scalar(0.5 / cycleSteps))), steps));
  if (season) {
    const seasonStep = integers(...Array.from({ length: horizonSteps }, (_, step) => step % seasonSteps));
    rolling = add(rolling, graph.op('Gather', [season, graph.constant(seasonStep)], { axis: { integer: 1 } }));
  }
  graph.output('rolling', graph.op('Transpose', [rolling], { perm: { integers: [2, 0, 1] } }), 'float', [
    'series',
    'cycle',
    horizonSteps,
  ]);
  return encodeModel(graph.graph(), { kind: 'theta', seasonSteps: String(seasonSteps) });

  function cycle(): ReturnType<typeof graph.graph> {
    const body = buildGraph('cycle');
    const input = (what: string): Value => body.input(`cycle/${what}`, 'float');
    const { add: plus, subtract: minus, multiply: times, number: constant } = arithmeticOf(body);
    let smoothed = input('level');
    let lost = input('loss');
    let [count, time, sum, square, product] = ['count', 'time', 'sum', 'square', 'product'].map(input) as [
      Value,
      Value,
      Value,
      Value,
      Value,
    ];
    const number = input('number');
    const profile = Array.from({ length: seasonSteps > 1 ? seasonSteps : 0 }, (_, step) => input(`season${step}`));
    const split = (of: Value): readonly Value[] =>
      body.ops('Split', [of], cycleSteps, { axis: { integer: 0 }, num_outputs: { integer: cycleSteps } });
    const [steps, present] = [split(input('values')), split(input('mask'))];
    const deviations: Value[] = [];
    steps.forEach((value, step) => {
      const here = present[step] as Value;
      const own = profile[step % seasonSteps];
      const plain = own ? times(minus(value, own), here) : value;
      const surprise = times(minus(plain, smoothed), here);
      smoothed = plus(smoothed, times(levels, surprise));
      lost = plus(lost, times(surprise, surprise));
      const now = times(plus(number, constant((step + 1) / cycleSteps)), here);
      count = plus(count, here);
      time = plus(time, now);
      sum = plus(sum, plain);
      square = plus(square, times(now, now));
      product = plus(product, times(now, plain));
      deviations.push(plain);
    });
    const line = body.op('Div', [
      minus(times(count, product), times(time, sum)),
      body.op('Max', [minus(times(count, square), times(time, time)), constant(1e-6)]),
    ]);
    const updated = profile.map((old, place) => {
      const inCycle = deviations.flatMap((deviation, step) =>
        step % seasonSteps === place ? [{ deviation, step }] : [],
      );
      const mean = centreOf(deviations, present);
      return inCycle.reduce((season, { deviation, step }) => {
        const offset = times(line, constant((step - (cycleSteps - 1) / 2) / cycleSteps));
        const left = times(minus(deviation, plus(mean, offset)), present[step] as Value);
        return plus(season, times(constant(SEASON_SHARE / inCycle.length), left));
      }, old);
    });
    body.output('cycle/level_out', smoothed, 'float');
    body.output('cycle/loss_out', lost, 'float');
    [count, time, sum, square, product].forEach((value, at) => body.output(`cycle/sum${at}_out`, value, 'float'));
    body.output('cycle/number_out', plus(number, constant(1)), 'float');
    updated.forEach((value, at) => body.output(`cycle/season${at}_out`, value, 'float'));
    body.output('cycle/level_now', smoothed, 'float');
    body.output('cycle/slope_now', line, 'float');
    if (updated.length > 0)
      body.output('cycle/season_now', body.op('Concat', updated, { axis: { integer: 0 } }), 'float');
    return body.graph();

    function centreOf(parts: readonly Value[], there: readonly Value[]): Value {
      const total = parts.reduce(plus);
      return body.op('Div', [total, body.op('Max', [there.reduce(plus), constant(1e-6)])]);
    }
  }
}
