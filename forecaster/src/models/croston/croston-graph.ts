import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';
import { seriesCube } from '../series-cube.js';

/** One way to forecast: how fast the size of a demand is learnt, and how fast how often it comes. */
export interface DemandParameters {
  readonly method: 'tsb' | 'croston' | 'sba';
  readonly size: number;
  /** TSB: share of each step's news that the probability takes over. Croston and SBA learn the interval as fast as the size. */
  readonly occurrence: number;
  /** 1 = the forecast follows the season, 0 = it is flat. */
  readonly seasonal: 0 | 1;
}

const SIZES = [0.05, 0.15, 0.3];
const OCCURRENCES = [0.02, 0.07, 0.2];

/** The grid: all three methods, each with a season and without. */
export const demandGrid = (seasonSteps: number): readonly DemandParameters[] =>
  (seasonSteps > 1 ? ([0, 1] as const) : ([0] as const)).flatMap((seasonal) =>
    SIZES.flatMap((size): DemandParameters[] => [
      ...OCCURRENCES.map((occurrence): DemandParameters => ({ method: 'tsb', size, occurrence, seasonal })),
      { method: 'croston', size, occurrence: size, seasonal },
      { method: 'sba', size, occurrence: size, seasonal },
    ]),
  );

/** Seasons that the belief in no season weighs as much as. */
const PRIOR_SEASONS = 8;

/**
 * In: as `seriesCube` reads it, scaled so that a typical demand is 1 and none is 0.
 * Out: `rolling` float [series, cycle, horizon]; `winner` int64 [1, series], the place in `demandGrid`.
 *
 * One Scan over the cycles, their steps unrolled, carries size, probability and interval for every row of the grid; the row with the
 * smallest squared one-step error is taken: the expected demand is what is looked for, and absolute errors would choose zero.
 */
export function crostonModel(shape: BatchShape): Uint8Array {
  const { seasonSteps, cycleSteps, horizonSteps } = shape;
  const graph = buildGraph('croston');
  const { add, concat, divide, either, multiply, number, ratio, sum, transpose } = arithmeticOf(graph);
  const cube = seriesCube(graph, cycleSteps);
  const grid = demandGrid(seasonSteps);
  const rows = cube.rows(grid.length);
  const column = (of: (row: DemandParameters) => number): Value =>
    graph.constant(floats(grid.map(of), [grid.length, 1]));
  const first = graph.constant(integers(0));
  const head = (of: Value): Value => graph.op('Slice', [of, first, cube.initialCycles, first]);
  const total = (of: Value): Value => sum(sum(of, 0), 0, 1); // [cycle, step, series] → [1, series]
  const demand = (of: Value): Value =>
    graph.op('Cast', [graph.op('Not', [graph.op('Equal', [of, number(0)])])], { to: { integer: 1 } });

  const known = total(head(cube.mask));
  const demands = total(demand(head(cube.values)));
  const seen = graph.op('Greater', [demands, number(0)]);
  const size = either(seen, divide(total(head(cube.values)), graph.op('Max', [demands, number(1)])), number(0));
  const interval = either(seen, divide(known, graph.op('Max', [demands, number(1)])), known);
  const spread = (state: Value): Value => graph.op('Expand', [state, rows]);
  const seasonal = seasonSteps > 1;
  const single = cube.nothing(cube.rows(1));
  const profile = cube.nothing(cube.rows(seasonSteps));
  const states = [
    spread(size),
    spread(ratio(demands, known)),
    spread(interval),
    single,
    cube.nothing(rows),
    ...(seasonal ? [profile, profile] : []),
  ];
  const emitted = graph.ops('Scan', [...states, cube.values, cube.mask], states.length + (seasonal ? 2 : 1), {
    num_scan_inputs: { integer: 2 },
    body: { graph: cycleOf(shape, grid) },
  });
  const winner = graph.op('ArgMin', [emitted[4] as Value], { axis: { integer: 0 }, keepdims: { integer: 1 } });
  const [rate, factors] = emitted.slice(states.length) as [Value, Value?];
  const everyCycle = concat(graph.op('Shape', [rate], { start: { integer: 0 }, end: { integer: 1 } }), cube.rows(1));
  const chosen = graph.op('GatherElements', [rate, graph.op('Expand', [winner, everyCycle])], {
    axis: { integer: 1 },
  }); // [cycle, 1, series]
  const flat = graph.constant(floats(new Array<number>(horizonSteps).fill(0), [horizonSteps, 1]));
  let rolling = add(chosen, flat);
  if (factors) {
    const place = integers(...Array.from({ length: horizonSteps }, (_, step) => step % seasonSteps));
    const follows = graph.op('GatherElements', [graph.op('Expand', [column((row) => row.seasonal), rows]), winner], {
      axis: { integer: 0 },
    });
    const ahead = graph.op('Gather', [factors, graph.constant(place)], { axis: { integer: 1 } });
    rolling = add(rolling, multiply(chosen, multiply(follows, ahead)));
  }
  graph.output('rolling', transpose(rolling, 2, 0, 1), 'float', ['series', 'cycle', horizonSteps]);
  graph.output('winner', winner, 'int64', [1, 'series']);
  return encodeModel(graph.graph(), { kind: 'croston', seasonSteps: String(seasonSteps) });
}

/** One cycle; emits the rate of each row [row, series], and by season step how much more than the mean comes there, as a share of it. */
function cycleOf({ seasonSteps, cycleSteps }: BatchShape, grid: readonly DemandParameters[]): Graph {
  const body = buildGraph('cycle');
  const { add, divide, either, greatest, least, multiply, number, ratio, subtract, sum } = arithmeticOf(body);
  const column = (of: (row: DemandParameters) => number): Value =>
    body.constant(floats(grid.map(of), [grid.length, 1]));
  const sizeShare = column((row) => row.size);
  const occurrence = column((row) => row.occurrence);
  const byProbability = column((row) => (row.method === 'tsb' ? 1 : 0));
  // Croston's ratio is biased upwards; Syntetos & Boylan's factor takes that off.
  const byInterval = column(({ method, size }) => (method === 'tsb' ? 0 : method === 'sba' ? 1 - size / 2 : 1));
  const follows = column((row) => row.seasonal);
  const input = (what: string): Value => body.input(`cycle/${what}`, 'float');
  let [size, probability, interval, waited, loss] = ['size', 'probability', 'interval', 'waited', 'loss'].map(
    input,
  ) as [Value, Value, Value, Value, Value];
  const seasonal = seasonSteps > 1;
  let sums = seasonal ? input('sums') : undefined;
  let counts = seasonal ? input('counts') : undefined;
  const values = input('values');
  const mask = input('mask');
  const split = (of: Value, into: number): readonly Value[] =>
    body.ops('Split', [of], into, { axis: { integer: 0 }, num_outputs: { integer: into } });
  const one = number(1);
  const rateOf = (): Value =>
    multiply(size, add(multiply(byProbability, probability), divide(byInterval, greatest(interval, number(1e-6)))));
  const factors = sums && counts ? factorsOf(sums, counts) : undefined;
  const factorSteps = factors ? split(factors, seasonSteps) : [];
  const [steps, present] = [split(values, cycleSteps), split(mask, cycleSteps)];
  steps.forEach((value, step) => {
    const here = present[step] as Value;
    const factor = factorSteps[step % seasonSteps];
    const rate = rateOf();
    const expected = factor ? add(rate, multiply(rate, multiply(follows, factor))) : rate;
    const surprise = multiply(subtract(value, expected), here);
    loss = add(loss, multiply(surprise, surprise));
    const bought = body.op('Not', [body.op('Equal', [value, number(0)])]);
    const came = body.op('Cast', [bought], { to: { integer: 1 } });
    waited = add(waited, here);
    // The first demand is all that is known of sizes.
    const none = body.op('Equal', [size, number(0)]);
    const learnt = (old: Value, news: Value): Value =>
      either(bought, either(none, news, add(old, multiply(sizeShare, subtract(news, old)))), old);
    const nextSize = learnt(size, value);
    interval = learnt(interval, waited);
    size = nextSize;
    probability = add(probability, multiply(multiply(occurrence, here), subtract(came, probability)));
    waited = multiply(waited, subtract(one, came));
  });
  if (sums && counts) {
    const seasons = cycleSteps / seasonSteps;
    split(values, seasons).forEach((part) => (sums = add(sums as Value, part)));
    split(mask, seasons).forEach((part) => (counts = add(counts as Value, part)));
  }
  const states = { size, probability, interval, waited, loss, ...(sums && counts ? { sums, counts } : {}) };
  for (const [name, value] of Object.entries(states)) body.output(`cycle/${name}_out`, value, 'float');
  body.output('cycle/rate_now', rateOf(), 'float');
  if (sums && counts) body.output('cycle/factors_now', factorsOf(sums, counts), 'float');
  return body.graph();

  /** From the sums by season step, drawn towards none while there are few; never below nothing, never more than a season's demand. */
  function factorsOf(sumOfStep: Value, countOfStep: Value): Value {
    const mean = ratio(sum(sumOfStep, 0, 1), sum(countOfStep, 0, 1));
    const more = subtract(sumOfStep, multiply(countOfStep, mean));
    const scale = multiply(add(countOfStep, number(PRIOR_SEASONS)), greatest(body.op('Abs', [mean]), number(1e-6)));
    return least(greatest(divide(more, scale), number(-1)), number(seasonSteps));
  }
}
