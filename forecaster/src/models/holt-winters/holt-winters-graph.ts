import { encodeModel } from '../../onnx/model-proto.js';
import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { floats, integers, scalar, type Tensor } from '../../onnx/tensor.js';
import { cycleBody, FIXED_STATES, type CycleShape, type ParameterValues } from './cycle-body.js';
import { initialState } from '../initial-state.js';
import { averageClasses } from './average-classes.js';
import { forecastsFrom } from './forecasts-from.js';
import { structureClasses, type Nudge, type SmoothingParameters, type StructureClass } from './parameter-grid.js';

export interface HoltWintersShape extends CycleShape {
  readonly horizonSteps: number;
  /** How often the best of each class is refined. */
  readonly refinements: number;
}

/**
 * Fit, forecast and back-test of a batch of series in one run.
 *
 * In: `y` float [step, series], whole cycles, oldest first, NaN = missing, scaled so that a typical seasonal difference
 * is 1; `clip` float [], the largest surprise that is believed, in the same scale; `initial_cycles` int64 [1],
 * how many cycles the first states are taken from; `glance_cycles` and `search_cycles` int64 [1], how many of
 * the newest cycles the grid and its refinements are tried on.
 * Out: `rolling` float [series, cycle, horizon], the forecast as it would have been issued at the end of each cycle (the
 * last one is *the* forecast), averaged over the best of each class; `by_class` float [cycle, horizon, class, series], those; `loss` float [class, series] of
 * their one-step errors; `parameters` float [parameter, class, series] in the order of PARAMETERS.
 */
export function holtWintersModel(shape: HoltWintersShape): Uint8Array<ArrayBuffer> {
  return encodeModel(holtWintersGraph(shape, structureClasses(shape.seasonSteps)), {
    kind: 'holt-winters',
    seasonSteps: String(shape.seasonSteps),
    cycleSteps: String(shape.cycleSteps),
    horizonSteps: String(shape.horizonSteps),
  });
}

type Raw = Readonly<Record<keyof SmoothingParameters, Value>>;
export const PARAMETERS = ['level', 'trend', 'season', 'seasonal', 'damping', 'echo'] as const;

export function holtWintersGraph(shape: HoltWintersShape, classes: readonly StructureClass[]): Graph {
  const graph = buildGraph('holt_winters');
  const y = graph.input('y', 'float', ['step', 'series']);
  const clip = graph.input('clip', 'float', []);
  const initialCycles = graph.input('initial_cycles', 'int64', [1]);
  const glanceCycles = graph.input('glance_cycles', 'int64', [1]);
  const searchCycles = graph.input('search_cycles', 'int64', [1]);
  const constant = (tensor: Tensor): Value => graph.constant(tensor);
  const { add, concat, multiply, reshape, subtract } = arithmeticOf(graph);
  const one = constant(scalar(1));
  const first = constant(integers(0));
  const lowest = graph.op('Neg', [clip]);

  const missing = graph.op('IsNaN', [y]);
  const seriesCount = graph.op('Shape', [y], { start: { integer: 1 }, end: { integer: 2 } });
  const cube = concat(constant(integers(-1, shape.cycleSteps)), seriesCount);
  const values = reshape(graph.op('Where', [missing, constant(scalar(0)), y]), cube);
  const mask = reshape(graph.op('Cast', [graph.op('Not', [missing])], { to: { integer: 1 } }), cube);
  const newest = (all: Value, cycles: Value): Value =>
    graph.op('Slice', [all, graph.op('Neg', [cycles]), constant(integers(2 ** 40)), first]);
  const whole = windowOf(values, mask);
  const searched = windowOf(newest(values, searchCycles), newest(mask, searchCycles));
  const glanced = windowOf(newest(values, glanceCycles), newest(mask, glanceCycles));

  const columnOf = (numbers: readonly number[]): Value => constant(floats(numbers, [numbers.length, 1]));
  const candidates = classes.flatMap((each) => each.candidates);
  const rows = (count: number): Value => concat(constant(integers(count)), seriesCount);
  const grid = Object.fromEntries(
    PARAMETERS.map((name) => [name, columnOf(candidates.map((candidate) => candidate[name]))]),
  ) as Raw;

  // Pass 1: every candidate on every series; only the loss is looked at. The best of each class goes on.
  const searchLoss = lossOf('search', grid, candidates.length, glanced);
  let from = 0;
  const winners = classes.map((each) => {
    const bounds = [constant(integers(from)), constant(integers((from += each.candidates.length)))] as const;
    const part = (value: Value): Value => graph.op('Slice', [value, ...bounds, first]);
    return bestOf(
      Object.fromEntries(PARAMETERS.map((name) => [name, part(grid[name])])) as Raw,
      part(searchLoss),
      each,
    );
  });
  let best = Object.fromEntries(
    PARAMETERS.map((name) => [name, concat(...winners.map((winner) => winner[name]))]),
  ) as Raw;

  // Passes 2 and 3: what lies around the best of each class, [class · nudge, series].
  const count = classes.length;
  const nudges = classes[0]?.nudges.length ?? 1;
  for (let round = 1; round <= shape.refinements; round += 1) {
    const around = nudged(best, 1 / round);
    const flat = concat(constant(integers(count * nudges)), seriesCount);
    const loss = lossOf(
      `refine${round}`,
      Object.fromEntries(
        PARAMETERS.map((name) => [name, reshape(graph.op('Expand', [around[name], folded()]), flat)]),
      ) as Raw,
      count * nudges,
      searched,
    );
    const winner = graph.op('ArgMin', [reshape(loss, folded())], { axis: { integer: 1 }, keepdims: { integer: 1 } });
    const pick = (value: Value): Value =>
      graph.op('Squeeze', [
        graph.op('GatherElements', [graph.op('Expand', [value, folded()]), winner], { axis: { integer: 1 } }),
        constant(integers(1)),
      ]);
    best = Object.fromEntries(PARAMETERS.map((name) => [name, pick(around[name])])) as Raw;
  }

  // Last pass: the best of each class on the whole window, keeping the states at the end of every cycle.
  const chosen = parametersOf(best);
  const replay = smooth('replay', best, rows(count), whole, true);
  const seasonStates = shape.seasonSteps > 1 ? shape.seasonSteps : 0;
  const [level, drift, season] = replay.slice(FIXED_STATES + seasonStates) as [Value, Value, Value?];
  const rolling = forecastsFrom(graph, shape, { level, drift, season, decay: chosen.decay });
  const loss = replay[FIXED_STATES - 1] as Value;
  const averaged = averageClasses(graph, shape, { rolling, loss, values, mask, initialCycles });
  const bySeries = graph.op('Transpose', [averaged], { perm: { integers: [2, 0, 1] } });
  const named = PARAMETERS.map((name) => graph.op('Unsqueeze', [best[name], first]));
  graph.output('parameters', concat(...named), 'float', [PARAMETERS.length, count, 'series']);
  graph.output('loss', loss, 'float', [count, 'series']);
  graph.output('by_class', rolling, 'float', ['cycle', shape.horizonSteps, count, 'series']);
  graph.output('rolling', bySeries, 'float', ['series', 'cycle', shape.horizonSteps]);
  return graph.graph();

  function folded(): Value {
    return concat(constant(integers(count, nudges)), seriesCount);
  }

  function windowOf(part: Value, partMask: Value): SmoothedWindow {
    const cycles = graph.op('Shape', [part], { start: { integer: 0 }, end: { integer: 1 } });
    const numbers = graph.op('CumSum', [
      graph.op('Expand', [constant(floats([1])), cycles]),
      constant({ dimensions: [], data: BigInt64Array.of(0n) }),
    ]);
    // The first cycles made the first states: how well those fit there says nothing.
    const judged = graph.op('Greater', [numbers, graph.op('Cast', [initialCycles], { to: { integer: 1 } })]);
    return {
      values: part,
      mask: partMask,
      weight: graph.op('Cast', [judged], { to: { integer: 1 } }),
      initial: initialState(graph, shape, { values: part, mask: partMask, cycles: initialCycles }),
    };
  }

  /**
   * An echo is a drift of its own: with the state level + echo and a drift that takes over (ρ − 1) / ρ of a surprise and keeps ρ of itself, both say the same
   * at every step and every horizon. No class has both, so one state does for either.
   */
  function parametersOf(raw: Raw): ParameterValues {
    const echoes = hasEcho(raw);
    const ofEcho = graph.op('Div', [subtract(raw.echo, one), graph.op('Max', [raw.echo, constant(scalar(1e-6))])]);
    return {
      level: add(raw.level, graph.op('Cast', [echoes], { to: { integer: 1 } })),
      drift: graph.op('Where', [echoes, ofEcho, multiply(raw.level, raw.trend)]),
      season: multiply(raw.season, subtract(one, raw.level)),
      decay: add(raw.damping, raw.echo),
      clip,
      lowest,
    };
  }

  function hasEcho({ echo }: Raw): Value {
    return graph.op('Greater', [echo, constant(scalar(0))]);
  }

  function lossOf(name: string, raw: Raw, count: number, on: SmoothedWindow): Value {
    return smooth(name, raw, rows(count), on, false)[FIXED_STATES - 1] as Value;
  }

  /** The candidate with the smallest loss, for each series: [1, series] each. */
  function bestOf(raw: Raw, loss: Value, { candidates: own }: StructureClass): Raw {
    const winner = graph.op('ArgMin', [loss], { axis: { integer: 0 }, keepdims: { integer: 1 } });
    const everyone = rows(own.length);
    return Object.fromEntries(
      PARAMETERS.map((name) => [
        name,
        graph.op('GatherElements', [graph.op('Expand', [raw[name], everyone]), winner], { axis: { integer: 0 } }),
      ]),
    ) as Raw;
  }

  /** All nudges of all classes, [class, nudge, series]; `reach` below 1 brings them nearer. */
  function nudged(raw: Raw, reach: number): Raw {
    const table = (name: keyof Nudge, of: (value: number) => number): Value =>
      constant(
        floats(
          classes.flatMap((each) => each.nudges.map((nudge) => of(nudge[name]))),
          [count, nudges, 1],
        ),
      );
    const factor = (name: keyof Nudge): Value => table(name, (value) => value ** reach);
    const spread = (value: Value): Value => graph.op('Unsqueeze', [value, constant(integers(1))]);
    const within = (value: Value, low: number, high: number): Value =>
      graph.op('Max', [graph.op('Min', [value, constant(scalar(high))]), constant(scalar(low))]);
    const undamping = multiply(subtract(one, spread(raw.damping)), factor('undamping'));
    return {
      level: within(multiply(spread(raw.level), factor('level')), 0.001, 0.999),
      trend: within(multiply(spread(raw.trend), factor('trend')), 0, 1),
      season: within(multiply(spread(raw.season), factor('season')), 0, 1),
      seasonal: graph.op('Expand', [spread(raw.seasonal), folded()]),
      damping: within(subtract(one, undamping), 0, 1),
      echo: within(
        add(
          spread(raw.echo),
          table('echo', (value) => value * reach),
        ),
        0,
        0.98,
      ),
    };
  }

  /** A Scan over the cycles, all states starting alike in every row but for the season, which a row may do without. */
  function smooth(
    name: string,
    raw: Raw,
    shapeOfRows: Value,
    { values: cycles, mask: cycleMask, weight, initial }: SmoothedWindow,
    emitStates: boolean,
  ): readonly Value[] {
    const spread = (state: Value): Value => graph.op('Expand', [state, shapeOfRows]);
    const nothing = graph.op('ConstantOfShape', [shapeOfRows], { value: { tensor: floats([0]) } });
    const season = initial.season.map((state) => spread(multiply(state, raw.seasonal)));
    // An echo begins with silence.
    const drift = graph.op('Where', [hasEcho(raw), constant(scalar(0)), initial.trend]);
    const states = [spread(initial.level), spread(drift), nothing, ...season];
    const emitted = emitStates ? (season.length > 0 ? 3 : 2) : 0;
    return graph.ops('Scan', [...states, cycles, cycleMask, weight], states.length + emitted, {
      num_scan_inputs: { integer: 3 },
      body: { graph: cycleBody(name, shape, parametersOf(raw), emitStates) },
    });
  }
}

interface SmoothedWindow {
  /** [cycle, step, series] */
  readonly values: Value;
  readonly mask: Value;
  /** [cycle]: 0 where the loss does not count. */
  readonly weight: Value;
  readonly initial: ReturnType<typeof initialState>;
}
