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

/** Steps of one turn of the Scan, about: enough for its nodes to be worth their call, few enough for the caches. */
const TURN_STEPS = 28;

const cyclesATurn = ({ cycleSteps }: BatchShape): number => Math.max(1, Math.floor(TURN_STEPS / cycleSteps));

/** Some cycles; emits for the end of each the rate of each row of the grid [cycle, row, series], and by season step how much more than the mean comes there, as a share of it. */
function turnOf(shape: BatchShape): Graph {
  const { seasonSteps, cycleSteps } = shape;
  const cycles = cyclesATurn(shape);
  const turnSteps = cycles * cycleSteps;
  const body = buildGraph('turn');
  const { add, divide, greatest, least, multiply, number, ratio, reshape, subtract, sum, unsqueeze } =
    arithmeticOf(body);
  const input = (what: string): Value => body.input(`turn/${what}`, 'float');
  const along = (axis: number, ...parts: readonly Value[]): Value =>
    body.op('Concat', parts, { axis: { integer: axis } });
  const split = (of: Value, into: number, axis = 0): readonly Value[] =>
    into === 1 ? [of] : body.ops('Split', [of], into, { axis: { integer: axis }, num_outputs: { integer: into } });
  const slice = (of: Value, from: number, to: number, by = 1): Value =>
    body.op('Slice', [of, ...[from, to, 0, by].map((bound) => body.constant(integers(bound)))]);
  // Sizes, intervals and probabilities below each other, each as learnt with every share: [1, what, share, series].
  let known = input('known');
  let waited = input('waited');
  let loss = input('loss');
  const seasonal = seasonSteps > 1;
  const sums = seasonal ? input('sums') : undefined;
  const counts = seasonal ? input('counts') : undefined;
  const [values, mask, came, isFirst] = ['values', 'mask', 'came', 'first'].map(input) as [Value, Value, Value, Value];
  const perStep = (of: Value): Value => unsqueeze(of, 1, 2); // [step, 1, 1, series]

  // What there is to learn at each step, and which share of it is taken: nothing of size and interval without a demand.
  const here = split(perStep(mask), turnSteps);
  const none = split(perStep(subtract(number(1), came)), turnSteps);
  const waits = here.map((present, step) => {
    const now = add(waited, present);
    waited = multiply(now, none[step] as Value);
    return now;
  });
  const news = split(along(1, perStep(values), along(0, ...waits), perStep(came)), turnSteps);
  const sizeShare = body.constant(floats(SIZES, [SIZES.length, 1]));
  const occurrence = body.constant(floats(OCCURRENCES, [OCCURRENCES.length, 1]));
  const learnt = greatest(multiply(perStep(came), sizeShare), perStep(isFirst));
  const gains = split(along(1, learnt, learnt, multiply(perStep(mask), occurrence)), turnSteps);
  const before: Value[] = [];
  gains.forEach((gain, step) => {
    before.push(known);
    known = add(known, multiply(gain, subtract(news[step] as Value, known)));
  });

  // The rows, all steps at once and once more at the end: [step, seasonal, size, way, series].
  const rates = unsqueeze(ratesOf(along(0, ...before, known)), 1);
  const flat = slice(rates, 0, turnSteps);
  const profiles =
    sums && counts ? { sums: untilEachCycle(values, sums), counts: untilEachCycle(mask, counts) } : undefined;
  const factors = profiles && factorsOf(profiles.sums, profiles.counts); // [cycle and the end, season step, series]
  const expected = factors ? multiply(flat, follows(slice(factors, 0, cycles))) : flat;
  const surprise = multiply(subtract(unsqueeze(values, 1, 2, 3), expected), unsqueeze(mask, 1, 2, 3));
  const lost = sum(multiply(surprise, surprise), 0);
  loss = add(loss, reshape(lost, body.op('Shape', [loss])));
  const last = (of: Value): Value => body.op('Squeeze', [slice(of, -1, 2 ** 40), body.constant(integers(0))]);
  const states = {
    known,
    waited,
    loss,
    ...(profiles ? { sums: last(profiles.sums), counts: last(profiles.counts) } : {}),
  };
  for (const [name, value] of Object.entries(states)) body.output(`turn/${name}_out`, value, 'float');
  const atEnds = slice(rates, cycleSteps, 2 ** 40, cycleSteps);
  const everyRow = seasonal ? along(1, atEnds, atEnds) : atEnds;
  const ofCycles = body.op('Concat', [body.constant(integers(cycles)), body.op('Shape', [loss])], {
    axis: { integer: 0 },
  });
  body.output('turn/rates_at_ends', reshape(everyRow, ofCycles), 'float');
  if (factors) body.output('turn/factors_at_ends', slice(factors, 1, 2 ** 40), 'float');
  return body.graph();

  /** Sums by season step up to the beginning of each cycle, and to the end of the last: [cycle and the end, season step, series]. */
  function untilEachCycle(of: Value, sofar: Value): Value {
    const bySeason = body.op(
      'Concat',
      [
        body.constant(integers(cycles, cycleSteps / seasonSteps, seasonSteps)),
        body.op('Shape', [of], { start: { integer: 1 } }),
      ],
      { axis: { integer: 0 } },
    );
    const ofCycle = sum(reshape(of, bySeason), 1);
    const axis = body.constant({ dimensions: [], data: BigInt64Array.of(0n) });
    return body.op('CumSum', [along(0, unsqueeze(sofar, 0), ofCycle), axis]);
  }

  /** Demand a step by each size and way, [step, size, way, series]. */
  function ratesOf(state: Value): Value {
    const [size, interval, probability] = split(state, 3, 1).map((part) =>
      body.op('Squeeze', [part, body.constant(integers(1))]),
    ) as [Value, Value, Value];
    const byInterval = unsqueeze(divide(number(1), greatest(interval, number(1e-6))), 2);
    // Croston's ratio is biased upwards; Syntetos & Boylan's factor takes that off.
    const unbiased = body.constant(
      floats(
        SIZES.map((share) => 1 - share / 2),
        [SIZES.length, 1, 1],
      ),
    );
    const everySize = body.constant(
      floats(
        SIZES.map(() => 1),
        [SIZES.length, 1, 1],
      ),
    );
    const frequencies = along(
      2,
      multiply(unsqueeze(probability, 1), everySize),
      byInterval,
      multiply(byInterval, unbiased),
    );
    return multiply(unsqueeze(size, 2), frequencies);
  }

  /** What a flat rate is multiplied by at each step, [step, seasonal, 1, 1, series]. */
  function follows(factorOfStep: Value): Value {
    const series = body.op('Shape', [values], { start: { integer: 1 } });
    const everySeason = body.op(
      'Concat',
      [body.constant(integers(cycles, cycleSteps / seasonSteps, seasonSteps)), series],
      { axis: { integer: 0 } },
    );
    const steps = reshape(body.op('Expand', [unsqueeze(factorOfStep, 1), everySeason]), body.op('Shape', [values]));
    return add(number(1), multiply(unsqueeze(steps, 1, 2, 3), body.constant(floats([0, 1], [2, 1, 1, 1]))));
  }

  /** From the sums by season step, drawn towards none while there are few; never below nothing, never more than a season's demand. */
  function factorsOf(sumOfStep: Value, countOfStep: Value): Value {
    const mean = ratio(sum(sumOfStep, 1, 1), sum(countOfStep, 1, 1));
    const more = subtract(sumOfStep, multiply(countOfStep, mean));
    const scale = multiply(add(countOfStep, number(PRIOR_SEASONS)), greatest(body.op('Abs', [mean]), number(1e-6)));
    return least(greatest(divide(more, scale), number(-1)), number(seasonSteps));
  }
}
