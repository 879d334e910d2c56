import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';
import { seriesCube } from '../series-cube.js';
import { demandGrid, SIZES, type DemandParameters } from './demand-grid.js';
import { cyclesATurn, turnOf } from './turn-body.js';

/**
 * In: as `seriesCube` reads it, scaled so that a typical demand is 1 and none is 0.
 * Out: `rolling` float [series, cycle, horizon]; `winner` int64 [1, series], the place in `demandGrid`.
 *
 * One Scan over some cycles at a time, their steps unrolled, carries size, interval and probability for every share that they are learnt with; what the rows of
 * the grid make of them is worked out for all those steps at once. The row with the
 * smallest squared one-step error is taken: the expected demand is what is looked for, and absolute errors would choose zero.
 */
export function crostonModel(shape: BatchShape): Uint8Array {
  const { seasonSteps, cycleSteps, horizonSteps } = shape;
  const graph = buildGraph('croston');
  const { add, concat, divide, either, multiply, number, ratio, reshape, subtract, sum, transpose, unsqueeze } =
    arithmeticOf(graph);
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
  const came = demand(cube.values);
  const demands = total(head(came));
  const seen = graph.op('Greater', [demands, number(0)]);
  const size = either(seen, divide(total(head(cube.values)), graph.op('Max', [demands, number(1)])), number(0));
  const interval = either(seen, divide(known, graph.op('Max', [demands, number(1)])), known);
  // The first demand of all is taken as it is: until then nothing is known of sizes.
  const flat = reshape(came, concat(graph.constant(integers(-1)), cube.seriesCount));
  const before = subtract(
    graph.op('CumSum', [flat, graph.constant({ dimensions: [], data: BigInt64Array.of(0n) })]),
    flat,
  );
  const isFirst = multiply(flat, unknownYet(add(before, demands)));
  const shares = cube.rows(SIZES.length);
  const spread = (state: Value): Value => unsqueeze(graph.op('Expand', [state, shares]), 0);
  const seasonal = seasonSteps > 1;
  const profile = cube.nothing(cube.rows(seasonSteps));
  const states = [
    unsqueeze(concat(spread(size), spread(interval), spread(ratio(demands, known))), 0),
    unsqueeze(cube.nothing(cube.rows(1)), 0, 1),
    cube.nothing(rows),
    ...(seasonal ? [profile, profile] : []),
  ];
  // Cycles that nothing is known of stand before the first, until there are whole turns of the Scan: they leave all as it is.
  const cycles = graph.op('Shape', [cube.values], { start: { integer: 0 }, end: { integer: 1 } });
  const turnCycles = graph.constant(integers(cyclesATurn(shape)));
  const padding = graph.op('Mod', [graph.op('Neg', [cycles]), turnCycles]);
  const behind = graph.op('Shape', [cube.values], { start: { integer: 1 } });
  const emptyCycles = cube.nothing(concat(padding, behind));
  const turns = concat(graph.constant(integers(-1, cyclesATurn(shape) * cycleSteps)), cube.seriesCount);
  const byTurn = (of: Value): Value => reshape(concat(emptyCycles, of), turns);
  const scanned = [cube.values, cube.mask, came, reshape(isFirst, graph.op('Shape', [cube.values]))].map(byTurn);
  const emitted = graph.ops('Scan', [...states, ...scanned], states.length + (seasonal ? 2 : 1), {
    num_scan_inputs: { integer: scanned.length },
    body: { graph: turnOf(shape) },
  });
  const winner = graph.op('ArgMin', [emitted[2] as Value], { axis: { integer: 0 }, keepdims: { integer: 1 } });
  /** What each turn gave, cycle by cycle: [cycle, row, series]. */
  const byCycle = (of: Value, count: number): Value => {
    const all = reshape(of, concat(graph.constant(integers(-1)), cube.rows(count)));
    return graph.op('Slice', [all, padding, graph.constant(integers(2 ** 40)), first]);
  };
  const rate = byCycle(emitted[states.length] as Value, grid.length);
  const factors = seasonal ? byCycle(emitted[states.length + 1] as Value, seasonSteps) : undefined;
  const everyCycle = concat(graph.op('Shape', [rate], { start: { integer: 0 }, end: { integer: 1 } }), cube.rows(1));
  const chosen = graph.op('GatherElements', [rate, graph.op('Expand', [winner, everyCycle])], {
    axis: { integer: 1 },
  }); // [cycle, 1, series]
  const everyStep = graph.constant(floats(new Array<number>(horizonSteps).fill(0), [horizonSteps, 1]));
  let rolling = add(chosen, everyStep);
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

  function unknownYet(count: Value): Value {
    return graph.op('Cast', [graph.op('Equal', [count, number(0)])], { to: { integer: 1 } });
  }
}
