import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';
import { seriesCube } from '../series-cube.js';

/** Exponential, hyperbolic and harmonic decline: the physical range of b. */
const EXPONENTS = [0, 0.25, 0.5, 0.75, 1];
/** Nominal decline over the whole window, D · steps: none, then 5 % to twentyfold, each about 30 % more than the one before. */
const DECLINES = [0, ...Array.from({ length: 24 }, (_, at) => 0.05 * 400 ** (at / 23))];
const MOST_DECLINE = 40;
const GRID = EXPONENTS.flatMap((exponent) => DECLINES.map((decline) => ({ exponent, decline })));

/** Around the best of the grid, three times, each time nearer. */
const REACHES = [1, 0.4, 0.16];
const NUDGES = [-0.16, -0.08, 0, 0.08, 0.16].flatMap((exponent) =>
  [0.76, 0.87, 1, 1.15, 1.31].map((decline) => ({ exponent, decline })),
);

/** What is left of a cycle's weight in the level after one more cycle: half after four. The shape is learnt from the whole window, the level from its end. */
const FADE = 0.5 ** (1 / 4);

/**
 * In: as `seriesCube` reads it, scaled so that a typical rate is 1; what is not above zero is a shut-in and says nothing.
 * Out: `rolling` float [series, cycle, horizon]; `decline` float [parameter, series]: exponent b, nominal decline D over the window, rate at its begin.
 *
 * On logarithms, where noise of rates is even, log q = log qᵢ − log(1 + b·D·t) / b has one linear unknown. The grid is fitted at every
 * origin at once: its curves are the same for all series, so running sums of matrix products give each squared error, and no origin
 * sees what comes after it. The newest origin is then refined.
 */
export function arpsModel(shape: BatchShape): Uint8Array {
  const { cycleSteps, horizonSteps } = shape;
  const graph = buildGraph('arps');
  const {
    add,
    concat,
    divide,
    either,
    greatest,
    least,
    multiply,
    number,
    reshape,
    subtract,
    sum,
    transpose,
    unsqueeze,
  } = arithmeticOf(graph);
  const cube = seriesCube(graph, cycleSteps);
  const first = graph.constant(integers(0));
  const last = graph.constant(integers(-1));
  const far = graph.constant(integers(2 ** 40));
  const newest = (of: Value): Value => graph.op('Slice', [of, last, far, first]);
  const product = (a: Value, b: Value): Value => graph.op('MatMul', [a, b]);
  const running = (of: Value): Value =>
    graph.op('CumSum', [of, graph.constant({ dimensions: [], data: BigInt64Array.of(0n) })]);
  const divided = (part: Value, whole: Value): Value => divide(part, greatest(whole, number(1e-30)));

  const flows = graph.op('Greater', [cube.values, number(1e-6)]);
  const mask = graph.op('Cast', [flows], { to: { integer: 1 } });
  const logs = graph.op('Log', [either(flows, cube.values, number(1))]); // 0 where shut in or missing
  // Time as a share of the window.
  const cycles = graph.op('Shape', [cube.values], { start: { integer: 0 }, end: { integer: 1 } });
  const counted = running(graph.op('Expand', [graph.constant(floats([1])), cycles])); // [cycle]
  const total = multiply(graph.op('Cast', [cycles], { to: { integer: 1 } }), number(cycleSteps));
  const ended = unsqueeze(multiply(counted, number(cycleSteps)), 1);
  const offsets = (count: number, from: number): Value =>
    graph.constant(
      floats(
        Array.from({ length: count }, (_, step) => from + step),
        [1, count],
      ),
    );
  const times = divide(add(ended, offsets(cycleSteps, 1 - cycleSteps)), total); // [cycle, step]
  const ahead = divide(add(ended, offsets(horizonSteps, 1)), total); // [cycle, horizon]

  // The grid, at every origin: [cycle, candidate, series].
  const column = (of: (candidate: (typeof GRID)[number]) => number): Value =>
    graph.constant(floats(GRID.map(of), [GRID.length, 1]));
  const curves = logCurve(
    column(({ exponent }) => exponent),
    column(({ decline }) => decline),
    unsqueeze(times, 1),
  );
  const counts = running(sum(mask, 1, 1));
  const totals = sum(multiply(mask, logs), 1, 1); // [cycle, 1, series]
  const squares = sum(multiply(logs, logs), 1, 1);
  const gaps = subtract(totals, product(curves, mask)); // Σ (log value − curve), by cycle
  const squared = running(
    add(subtract(squares, multiply(number(2), product(curves, logs))), product(multiply(curves, curves), mask)),
  );
  const gapSums = running(gaps);
  const losses = subtract(squared, divided(multiply(gapSums, gapSums), counts));
  const winner = graph.op('ArgMin', [losses], { axis: { integer: 1 }, keepdims: { integer: 1 } }); // [cycle, 1, series]
  const winning = (of: Value): Value => graph.op('GatherElements', [of, winner], { axis: { integer: 1 } });
  // Newer cycles weigh more in the level; the weights grow, so that a running sum will do.
  const age = subtract(counted, graph.op('Cast', [cycles], { to: { integer: 1 } }));
  const weight = unsqueeze(graph.op('Pow', [number(1 / FADE), age]), 1, 2);
  const level = divided(winning(running(multiply(gaps, weight))), running(multiply(sum(mask, 1, 1), weight)));
  const listed = (of: Value): Value => graph.op('Gather', [reshape(of, graph.constant(integers(-1))), winner]);
  const exponent = listed(column((candidate) => candidate.exponent));
  const decline = listed(column((candidate) => candidate.decline));
  const past = forecast(level, logCurve(exponent, decline, unsqueeze(ahead, 2)), winning(losses), counts);

  // The newest origin, refined: [nudge, cycle, series]. Within a cycle a decline is as good as straight, so that its mean says what its steps do.
  const flatten = graph.constant(integers(1, -1));
  const flat = (of: Value): Value => reshape(of, concat(flatten, cube.seriesCount));
  const [flatLogs, flatMask] = [flat(logs), flat(mask)];
  const flatTimes = reshape(times, graph.constant(integers(1, -1, 1)));
  const flatCount = newest(counts); // [1, 1, series]
  const ofCycles = (of: Value): Value => transpose(of, 1, 0, 2); // [cycle, 1, series] → [1, cycle, series]
  const cycleCounts = ofCycles(sum(mask, 1, 1));
  const cycleLogs = divided(ofCycles(totals), cycleCounts);
  const cycleTimes = reshape(divide(sum(times, 1, 1), number(cycleSteps)), graph.constant(integers(1, -1, 1)));
  const withinCycles = sum(subtract(ofCycles(squares), multiply(multiply(cycleLogs, cycleLogs), cycleCounts)), 1, 1);
  let best = { exponent: newest(exponent), decline: newest(decline) }; // [1, 1, series]
  let loss = newest(winning(losses));
  for (const reach of REACHES) {
    const table = (of: (nudge: (typeof NUDGES)[number]) => number): Value =>
      graph.constant(floats(NUDGES.map(of), [NUDGES.length, 1, 1]));
    const tried = {
      exponent: least(
        greatest(
          add(
            best.exponent,
            table((nudge) => nudge.exponent * reach),
          ),
          number(0),
        ),
        number(1),
      ),
      decline: least(
        multiply(
          best.decline,
          table((nudge) => nudge.decline ** reach),
        ),
        number(MOST_DECLINE),
      ),
    };
    const gap = subtract(cycleLogs, logCurve(tried.exponent, tried.decline, cycleTimes));
    const weighed = multiply(gap, cycleCounts);
    const gapSum = sum(weighed, 1, 1);
    const between = subtract(sum(multiply(gap, weighed), 1, 1), divided(multiply(gapSum, gapSum), flatCount));
    const triedLoss = add(withinCycles, between);
    const nearest = graph.op('ArgMin', [triedLoss], { axis: { integer: 0 }, keepdims: { integer: 1 } });
    const pick = (of: Value): Value => graph.op('GatherElements', [of, nearest], { axis: { integer: 0 } });
    best = { exponent: pick(tried.exponent), decline: pick(tried.decline) };
    loss = pick(triedLoss);
  }
  const stepWeight = reshape(
    graph.op('Expand', [weight, concat(cycles, graph.constant(integers(cycleSteps, 1)))]),
    graph.constant(integers(1, -1, 1)),
  );
  const weighted = multiply(flatMask, stepWeight);
  const flatGap = subtract(flatLogs, logCurve(best.exponent, best.decline, flatTimes));
  const refinedLevel = divided(sum(multiply(flatGap, weighted), 1, 1), sum(weighted, 1, 1));
  const refined = forecast(
    refinedLevel,
    logCurve(best.exponent, best.decline, unsqueeze(newest(ahead), 2)),
    loss,
    flatCount,
  );
  const rolling = concat(graph.op('Slice', [past, first, last, first]), refined);
  graph.output('rolling', transpose(rolling, 2, 0, 1), 'float', ['series', 'cycle', horizonSteps]);
  const decided = concat(best.exponent, best.decline, graph.op('Exp', [refinedLevel]));
  graph.output('decline', graph.op('Squeeze', [decided, graph.constant(integers(1))]), 'float', [3, 'series']);
  return encodeModel(graph.graph(), { kind: 'arps' });

  /** −log(1 + b·D·t) / b; for b near 0 its series, which begins with the exponential −D·t. */
  function logCurve(b: Value, declineOfWindow: Value, time: Value): Value {
    const fallen = multiply(declineOfWindow, time);
    const bent = multiply(b, fallen);
    const straight = add(
      subtract(number(1), multiply(number(1 / 2), bent)),
      multiply(number(1 / 3), multiply(bent, bent)),
    );
    const hyperbolic = divide(graph.op('Log', [add(number(1), bent)]), greatest(b, number(1e-3)));
    const near = graph.op('Less', [b, number(5e-3)]);
    return graph.op('Neg', [either(near, multiply(fallen, straight), hyperbolic)]);
  }

  /** Back from logarithms: the mean of what is lognormal lies above its median by half the variance. Nothing where nothing flowed yet. */
  function forecast(from: Value, curve: Value, squaredErrors: Value, count: Value): Value {
    const variance = divided(greatest(squaredErrors, number(0)), count);
    const rate = graph.op('Exp', [add(add(from, curve), least(multiply(variance, number(0.5)), number(0.5)))]);
    return either(graph.op('Greater', [count, number(0)]), rate, number(0));
  }
}
