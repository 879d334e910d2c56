import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { floats, integers, scalar } from '../../onnx/tensor.js';
import { initialState } from '../initial-state.js';
import type { BatchShape } from '../model.js';
import { seriesCube } from '../series-cube.js';

/** Seasons in one long season: days in a week. */
export const LONG_SEASONS = 7;
/** The long season starts from two of its turns; from fewer cycles it starts without. */
export const INITIAL_SEASONS = 2 * LONG_SEASONS;

/** How much of a surprise each state takes over, and what of it echoes in the next step. */
export interface DoubleSmoothing {
  readonly level: number;
  /** What is left of the trend after a step: 1 = all, 0 = there is none. */
  readonly keep: number;
  readonly season: number;
  readonly long: number;
  readonly echo: number;
}

/** How fast levels follow, with a trend that stays or without any. */
const LEVELS = [
  { level: 0.003, keep: 0 },
  { level: 0.03, keep: 0 },
  { level: 0.25, keep: 0 },
  { level: 0.01, keep: 1 },
];

export const DOUBLE_GRID: readonly DoubleSmoothing[] = LEVELS.flatMap((levels) =>
  [0.02, 0.1].flatMap((season) =>
    [0.08, 0.25].flatMap((long) => [0.3, 0.7].map((echo) => ({ ...levels, season, long, echo }))),
  ),
);

/** Share of what the level takes over that the trend takes over. */
const TREND_SHARE = 0.05;

const PARAMETERS = ['level', 'keep', 'season', 'long', 'echo'] as const;
type Parameters = Readonly<Record<keyof DoubleSmoothing, Value>>;

/**
 * In: as `seriesCube` reads it. Out: `rolling` float [series, cycle, horizon]; `winner` int64 [1, series], the place in DOUBLE_GRID.
 *
 * Two Scans over the cycles, their steps unrolled: every row of the grid for its one-step errors, then the best row of each series once more,
 * keeping the states at the end of each cycle.
 */
export function doubleSeasonalityModel(shape: BatchShape): Uint8Array {
  const { seasonSteps, cycleSteps, horizonSteps } = shape;
  const graph = buildGraph('double_seasonality');
  const { add, concat, divide, either, multiply, number, ratio, reshape, subtract, sum, transpose, unsqueeze } =
    arithmeticOf(graph);
  const cube = seriesCube(graph, cycleSteps);
  const { values, mask, initialCycles } = cube;
  const initial = initialState(graph, shape, { values, mask, cycles: initialCycles });
  const first = firstStates();
  const column = (of: (row: DoubleSmoothing) => number): Value =>
    graph.constant(floats(DOUBLE_GRID.map(of), [DOUBLE_GRID.length, 1]));
  const grid = Object.fromEntries(PARAMETERS.map((name) => [name, column((row) => row[name])])) as Parameters;

  const rows = cube.rows(DOUBLE_GRID.length);
  const [, , , loss] = smooth('search', grid, rows, false);
  const winner = graph.op('ArgMin', [loss as Value], { axis: { integer: 0 }, keepdims: { integer: 1 } });
  const chosen = Object.fromEntries(
    PARAMETERS.map((name) => [
      name,
      graph.op('GatherElements', [graph.op('Expand', [grid[name], rows]), winner], { axis: { integer: 0 } }),
    ]),
  ) as Parameters;
  const states = 4 + initial.season.length + LONG_SEASONS;
  const [level, trend, echo, season, ...longs] = smooth('replay', chosen, cube.rows(1), true).slice(states) as Value[];

  // [cycle, horizon, 1, series]
  const ahead = graph.constant(
    floats(
      Array.from({ length: horizonSteps }, (_, step) => step + 1),
      [horizonSteps, 1, 1],
    ),
  );
  const placeOf = (of: (step: number) => number): Value =>
    graph.constant(integers(...Array.from({ length: horizonSteps }, (_, step) => of(step))));
  const gather = (from: Value, of: (step: number) => number): Value =>
    graph.op('Gather', [from, placeOf(of)], { axis: { integer: 1 } });
  const longSteps = LONG_SEASONS * cycleSteps;
  const weeks = graph.op('Concat', longs, { axis: { integer: 1 } });
  const rolling = add(
    add(
      add(unsqueeze(level as Value, 1), multiply(unsqueeze(multiply(trend as Value, chosen.keep), 1), ahead)),
      multiply(unsqueeze(echo as Value, 1), graph.op('Pow', [chosen.echo, ahead])),
    ),
    add(
      gather(season as Value, (step) => step % seasonSteps),
      gather(weeks, (step) => step % longSteps),
    ),
  );
  graph.output('rolling', transpose(squeezed(rolling), 2, 0, 1), 'float', ['series', 'cycle', horizonSteps]);
  graph.output('winner', winner, 'int64', [1, 'series']);
  return encodeModel(graph.graph(), { kind: 'double-seasonality', seasonSteps: String(seasonSteps) });

  function squeezed(of: Value): Value {
    return graph.op('Squeeze', [of, graph.constant(integers(2))]);
  }

  /**
   * The first states, those of the long season [1, step, series] each: what the first two long seasons had beyond line and season. The line goes
   * through the means of the two: one through the means of days would fall at the end of each week. A window too short for that starts without.
   */
  function firstStates(): { readonly level: Value; readonly trend: Value; readonly long: readonly Value[] } {
    const first = graph.constant(integers(0));
    const wanted = graph.constant(integers(INITIAL_SEASONS));
    const whole = concat(wanted, graph.constant(integers(cycleSteps)), cube.seriesCount);
    const enough = graph.op('GreaterOrEqual', [initialCycles, wanted]);
    const head = (of: Value): Value => graph.op('Slice', [concat(of, cube.nothing(whole)), first, wanted, first]);
    const known = multiply(head(mask), graph.op('Cast', [enough], { to: { integer: 1 } }));
    const filled = multiply(head(values), known);

    const longSteps = LONG_SEASONS * cycleSteps;
    const byLong = concat(graph.constant(integers(2, longSteps)), cube.seriesCount);
    const means = ratio(sum(reshape(filled, byLong), 1), sum(reshape(known, byLong), 1)); // [2, series]
    const [before, after] = graph.ops('Split', [means], 2, { axis: { integer: 0 }, num_outputs: { integer: 2 } });
    const slope = divide(subtract(after as Value, before as Value), number(longSteps));
    const middle = multiply(add(before as Value, after as Value), number(0.5));
    const level = either(enough, subtract(middle, multiply(slope, number(longSteps + 0.5))), initial.level);
    const trend = either(enough, slope, initial.trend);

    const steps = floats(
      Array.from({ length: INITIAL_SEASONS * cycleSteps }, (_, step) => step + 1),
      [INITIAL_SEASONS, cycleSteps, 1],
    );
    const line = add(level, multiply(trend, graph.constant(steps)));
    const perStep = Array.from({ length: cycleSteps }, (_, step) => initial.season[step % seasonSteps]);
    const plain = perStep[0] ? add(line, concat(...(perStep as Value[]))) : line;
    const byDay = concat(graph.constant(integers(2, LONG_SEASONS, cycleSteps)), cube.seriesCount);
    const summed = (of: Value): Value => sum(reshape(of, byDay), 0);
    const beyond = ratio(summed(multiply(subtract(filled, plain), known)), summed(known));
    const long = graph.ops('Split', [beyond], LONG_SEASONS, {
      axis: { integer: 0 },
      num_outputs: { integer: LONG_SEASONS },
    });
    return { level, trend, long };
  }

  function smooth(name: string, parameters: Parameters, shapeOfRows: Value, emitStates: boolean): readonly Value[] {
    const spread = (state: Value): Value => graph.op('Expand', [state, shapeOfRows]);
    const nothing = cube.nothing(shapeOfRows);
    const days = concat(graph.constant(integers(cycleSteps)), shapeOfRows);
    const starts = [
      spread(first.level),
      spread(first.trend),
      nothing,
      nothing,
      ...initial.season.map(spread),
      // [1, step, series] → [step, row, series]
      ...first.long.map((day) => graph.op('Expand', [transpose(day, 1, 0, 2), days])),
    ];
    const emitted = emitStates ? 4 + LONG_SEASONS : 0;
    return graph.ops('Scan', [...starts, values, mask], starts.length + emitted, {
      num_scan_inputs: { integer: 2 },
      body: { graph: cycleBody(name, shape, parameters, emitStates) },
    });
  }
}

/** One cycle; the long season comes as one state a cycle, of which the first is the one that is on. */
function cycleBody(
  name: string,
  { seasonSteps, cycleSteps }: BatchShape,
  parameters: Parameters,
  emitStates: boolean,
): Graph {
  const body = buildGraph(name);
  const { add, multiply, subtract } = arithmeticOf(body);
  const input = (what: string): Value => body.input(`${name}/${what}`, 'float');
  let [level, trend, echo, loss] = ['level', 'trend', 'echo', 'loss'].map(input) as [Value, Value, Value, Value];
  const trendShare = multiply(parameters.level, body.constant(scalar(TREND_SHARE)));
  const season = Array.from({ length: seasonSteps > 1 ? seasonSteps : 0 }, (_, step) => input(`season${step}`));
  const [today, ...others] = Array.from({ length: LONG_SEASONS }, (_, day) => input(`long${day}`)) as [
    Value,
    ...Value[],
  ];
  const front = body.constant(integers(0));
  const split = (of: Value): readonly Value[] =>
    body.ops('Split', [of], cycleSteps, { axis: { integer: 0 }, num_outputs: { integer: cycleSteps } });
  const squeeze = (of: Value): Value => body.op('Squeeze', [of, front]);
  const unsqueeze = (of: Value): Value => body.op('Unsqueeze', [of, front]);
  const [values, masks, longs] = [split(input('values')), split(input('mask')), split(today).map(squeeze)];
  const learnt = longs.map((long, step) => {
    const own = season[step % seasonSteps];
    const echoed = multiply(parameters.echo, echo);
    const kept = multiply(parameters.keep, trend);
    const reached = add(level, kept);
    const base = add(add(reached, echoed), long);
    const expected = own ? add(base, own) : base;
    const surprise = multiply(subtract(values[step] as Value, expected), masks[step] as Value);
    level = add(reached, multiply(parameters.level, surprise));
    trend = add(kept, multiply(trendShare, surprise));
    echo = add(echoed, surprise);
    if (own) season[step % seasonSteps] = add(own, multiply(parameters.season, surprise));
    loss = add(loss, multiply(surprise, surprise));
    return add(long, multiply(parameters.long, surprise));
  });
  const next = [...others, body.op('Concat', learnt.map(unsqueeze), { axis: { integer: 0 } })];
  const output = (what: string, value: Value): void => body.output(`${name}/${what}`, value, 'float');
  output('level_out', level);
  output('trend_out', trend);
  output('echo_out', echo);
  output('loss_out', loss);
  season.forEach((value, step) => output(`season${step}_out`, value));
  next.forEach((value, day) => output(`long${day}_out`, value));
  if (emitStates) {
    output('level_now', level);
    output('trend_now', trend);
    output('echo_now', echo);
    output(
      'season_now',
      season.length > 0
        ? body.op('Concat', season.map(unsqueeze), { axis: { integer: 0 } })
        : unsqueeze(multiply(level, body.constant(scalar(0)))),
    );
    next.forEach((value, day) => output(`long${day}_now`, value));
  }
  return body.graph();
}
