import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';
import { OCCURRENCES, SIZES } from './demand-grid.js';

/** Seasons that the belief in no season weighs as much as. */
const PRIOR_SEASONS = 8;

/** Steps of one turn of the Scan, about: enough for its nodes to be worth their call, few enough for the caches. */
const TURN_STEPS = 28;

export const cyclesATurn = ({ cycleSteps }: BatchShape): number => Math.max(1, Math.floor(TURN_STEPS / cycleSteps));

/** Some cycles; emits for the end of each the rate of each row of the grid [cycle, row, series], and by season step how much more than the mean comes there, as a share of it. */
export function turnOf(shape: BatchShape): Graph {
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
