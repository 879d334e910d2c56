import { encodeModel } from '../../onnx/model-proto.js';
import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { floats, integers, type Tensor } from '../../onnx/tensor.js';
import { cycleBody, FIXED_STATES, type CycleShape, type ParameterValues } from './cycle-body.js';
import { initialState } from './initial-state.js';
import { parameterGrid, type SmoothingParameters } from './parameter-grid.js';

export interface HoltWintersShape extends CycleShape {
  readonly horizonSteps: number;
}

/**
 * Fit, forecast and back-test of a batch of series in one run.
 *
 * In: `y` float [step, series], whole cycles, oldest first, NaN = missing, scaled so that a typical seasonal difference
 * is 1; `clip` float [1, series], the largest surprise that is believed, in the same scale; `initial_cycles` int64 [1],
 * how many cycles the first states are taken from.
 * Out: `rolling` float [series, cycle, horizon], the forecast as it would have been issued at the end of each cycle (the
 * last one is *the* forecast); `winner` int64 [1, series], the candidate of the grid that fitted best.
 */
export function holtWintersModel(shape: HoltWintersShape): Uint8Array<ArrayBuffer> {
  return encodeModel(holtWintersGraph(shape, parameterGrid(shape.seasonSteps)), {
    kind: 'holt-winters',
    seasonSteps: String(shape.seasonSteps),
    cycleSteps: String(shape.cycleSteps),
    horizonSteps: String(shape.horizonSteps),
  });
}

export function holtWintersGraph(shape: HoltWintersShape, grid: readonly SmoothingParameters[]): Graph {
  const graph = buildGraph('holt_winters');
  const y = graph.input('y', 'float', ['step', 'series']);
  const clip = graph.input('clip', 'float', [1, 'series']);
  const initialCycles = graph.input('initial_cycles', 'int64', [1]);
  const constant = (tensor: Tensor): Value => graph.constant(tensor);
  const concat = (...parts: readonly Value[]): Value => graph.op('Concat', parts, { axis: { integer: 0 } });

  const missing = graph.op('IsNaN', [y]);
  const zero = constant({ dimensions: [], data: Float32Array.of(0) });
  const seriesCount = graph.op('Shape', [y], { start: { integer: 1 }, end: { integer: 2 } });
  const cube = concat(constant(integers(-1, shape.cycleSteps)), seriesCount);
  const values = graph.op('Reshape', [graph.op('Where', [missing, zero, y]), cube]);
  const present = graph.op('Cast', [graph.op('Not', [missing])], { to: { integer: 1 } });
  const mask = graph.op('Reshape', [present, cube]);

  const initial = initialState(graph, shape, { values, mask, cycles: initialCycles });
  const column = (of: (candidate: SmoothingParameters) => number): Value =>
    constant(floats(grid.map(of), [grid.length, 1]));
  const candidates: ParameterValues = {
    level: column((candidate) => candidate.level),
    trend: column((candidate) => candidate.level * candidate.trend),
    season: column((candidate) => candidate.season),
    damping: column((candidate) => candidate.damping),
    echo: column((candidate) => candidate.echo),
    clip,
  };

  // Pass 1: every candidate on every series; only the loss is looked at.
  const everyCandidate = concat(constant(integers(grid.length)), seriesCount);
  const search = smooth('search', candidates, everyCandidate, false);
  const winner = graph.op('ArgMin', [search[FIXED_STATES - 1] as Value], {
    axis: { integer: 0 },
    keepdims: { integer: 1 },
  });

  // Pass 2: the winner of each series alone, keeping the states at the end of every cycle.
  const ofWinner = (parameter: Value): Value =>
    graph.op('GatherElements', [graph.op('Expand', [parameter, everyCandidate]), winner], { axis: { integer: 0 } });
  const chosen: ParameterValues = {
    level: ofWinner(candidates.level),
    trend: ofWinner(candidates.trend),
    season: ofWinner(candidates.season),
    damping: ofWinner(candidates.damping),
    echo: ofWinner(candidates.echo),
    clip,
  };
  const replay = smooth('replay', chosen, concat(constant(integers(1)), seriesCount), true);
  const [level, trend, echo, season] = replay.slice(FIXED_STATES + initial.season.length) as [
    Value,
    Value,
    Value,
    Value?,
  ];

  // Forecasts from every origin at once: [cycle, horizon, series].
  const ahead = constant(
    floats(
      Array.from({ length: shape.horizonSteps }, (_, step) => step + 1),
      [shape.horizonSteps, 1],
    ),
  );
  const power = (base: Value): Value => graph.op('Pow', [base, ahead]);
  const dampedSteps = graph.op('CumSum', [
    power(chosen.damping),
    constant({ dimensions: [], data: BigInt64Array.of(0n) }),
  ]);
  const add = (a: Value, b: Value): Value => graph.op('Add', [a, b]);
  const multiply = (a: Value, b: Value): Value => graph.op('Mul', [a, b]);
  let rolling = add(add(level, multiply(trend, dampedSteps)), multiply(echo, power(chosen.echo)));
  if (season) {
    const seasonStep = integers(...Array.from({ length: shape.horizonSteps }, (_, step) => step % shape.seasonSteps));
    rolling = add(rolling, graph.op('Gather', [season, constant(seasonStep)], { axis: { integer: 1 } }));
  }
  const bySeries = graph.op('Transpose', [rolling], { perm: { integers: [2, 0, 1] } });
  graph.output('rolling', bySeries, 'float', ['series', 'cycle', shape.horizonSteps]);
  graph.output('winner', winner, 'int64', [1, 'series']);
  return graph.graph();

  /** A Scan over the cycles, all states starting alike in every row of `rows`. */
  function smooth(name: string, parameters: ParameterValues, rows: Value, emitStates: boolean): readonly Value[] {
    const spread = (state: Value): Value => graph.op('Expand', [state, rows]);
    const nothing = graph.op('ConstantOfShape', [rows], { value: { tensor: floats([0]) } });
    const season = initial.season.map(spread);
    const states = [spread(initial.level), spread(initial.trend), nothing, nothing, ...season];
    const emitted = emitStates ? (season.length > 0 ? 4 : 3) : 0;
    return graph.ops('Scan', [...states, values, mask], states.length + emitted, {
      num_scan_inputs: { integer: 2 },
      body: { graph: cycleBody(name, shape, parameters, emitStates) },
    });
  }
}
