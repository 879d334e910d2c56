import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';
import { seriesCube } from '../series-cube.js';

/** Ways of `rolling`: the random walk with drift and, where there is a season, the seasonal one. */
export const driftWaysOf = ({ seasonSteps }: BatchShape): number => (seasonSteps > 1 ? 2 : 1);

/** States of the walk, then of the seasonal walk: first and last value, and the steps or seasons they were seen at. */
const STATES = ['first', 'first_at', 'last', 'last_at', 'seen'] as const;

/**
 * In: as `seriesCube` reads it. Out: `rolling` float [way, series, cycle, horizon].
 *
 * One Scan over the cycles carries the first and the last value of the series, and of each step of the season; the drift at an origin is
 * the line between the two.
 */
export function driftModel(shape: BatchShape): Uint8Array {
  const { seasonSteps, cycleSteps, horizonSteps } = shape;
  const graph = buildGraph('drift');
  const { add, multiply, ratio, subtract, sum, transpose, unsqueeze } = arithmeticOf(graph);
  const cube = seriesCube(graph, cycleSteps);
  const seasonal = seasonSteps > 1;
  const nothing = (count: number): Value => cube.nothing(cube.rows(count));
  const states = [
    cube.nothing(graph.constant(integers(1))),
    ...STATES.map(() => nothing(1)),
    ...(seasonal ? STATES.map(() => nothing(seasonSteps)) : []),
  ];
  const emitted = graph.ops(
    'Scan',
    [...states, cube.values, cube.mask],
    states.length + (seasonal ? 2 : 1) * STATES.length,
    { num_scan_inputs: { integer: 2 }, body: { graph: cycleOf(shape) } },
  );
  // [cycle, row, series] each
  const [first, firstAt, last, lastAt, , firsts, firstsAt, lasts, lastsAt] = emitted.slice(states.length) as Value[];
  const cycleNumber = (perCycle: number): Value => {
    const cycles = graph.op('Shape', [last as Value], { start: { integer: 0 }, end: { integer: 1 } });
    const counted = graph.op('CumSum', [
      graph.op('Expand', [graph.constant(floats([perCycle])), cycles]),
      graph.constant({ dimensions: [], data: BigInt64Array.of(0n) }),
    ]);
    return unsqueeze(counted, 1, 2);
  };
  const ahead = (of: (step: number) => number): Value =>
    graph.constant(
      floats(
        Array.from({ length: horizonSteps }, (_, step) => of(step)),
        [horizonSteps, 1],
      ),
    );
  const extended = (from: Value, at: Value, slope: Value, now: Value, steps: Value): Value =>
    add(from, multiply(slope, add(subtract(now, at), steps)));

  const slope = ratio(subtract(last as Value, first as Value), subtract(lastAt as Value, firstAt as Value));
  const walk = extended(
    last as Value,
    lastAt as Value,
    slope,
    cycleNumber(cycleSteps),
    ahead((step) => step + 1),
  );
  const ways = [walk];
  if (lasts && lastsAt && firsts && firstsAt) {
    const slopes = ratio(sum(subtract(lasts, firsts), 1, 1), sum(subtract(lastsAt, firstsAt), 1, 1));
    const place = graph.constant(integers(...Array.from({ length: horizonSteps }, (_, step) => step % seasonSteps)));
    const at = (profile: Value): Value => graph.op('Gather', [profile, place], { axis: { integer: 1 } });
    ways.push(
      extended(
        at(lasts),
        at(lastsAt),
        slopes,
        cycleNumber(cycleSteps / seasonSteps),
        ahead((step) => Math.floor(step / seasonSteps) + 1),
      ),
    );
  }
  const stacked = graph.op(
    'Concat',
    ways.map((way) => unsqueeze(way, 0)),
    { axis: { integer: 0 } },
  );
  graph.output('rolling', transpose(stacked, 0, 3, 1, 2), 'float', [ways.length, 'series', 'cycle', horizonSteps]);
  return encodeModel(graph.graph(), { kind: 'drift', seasonSteps: String(seasonSteps) });
}

/** One cycle: takes in its values season by season. */
function cycleOf({ seasonSteps, cycleSteps }: BatchShape): Graph {
  const body = buildGraph('cycle');
  const { add, either, greatest, least, multiply, number, subtract } = arithmeticOf(body);
  type States = Record<(typeof STATES)[number], Value>;
  const passedCycles = body.input('cycle/number', 'float');
  const statesOf = (prefix: string): States =>
    Object.fromEntries(STATES.map((name) => [name, body.input(`cycle/${prefix}${name}`, 'float')])) as States;
  const one = statesOf('');
  const each = seasonSteps > 1 ? statesOf('season_') : undefined;
  const values = body.input('cycle/values', 'float');
  const mask = body.input('cycle/mask', 'float');
  const yes = (flag: Value): Value => body.op('Greater', [flag, number(0.5)]);
  const taken = (states: States, value: Value, here: Value, at: Value): States => {
    const now = yes(here);
    const known = yes(states.seen);
    const first = (old: Value, own: Value): Value => either(known, old, either(now, own, old));
    return {
      first: first(states.first, value),
      first_at: first(states.first_at, at),
      last: either(now, value, states.last),
      last_at: either(now, at, states.last_at),
      seen: greatest(states.seen, here),
    };
  };
  // The first and the last value of the cycle, by their step.
  const steps = body.constant(
    floats(
      Array.from({ length: cycleSteps }, (_, step) => step + 1),
      [cycleSteps, 1],
    ),
  );
  const extreme = (operator: 'ReduceMax' | 'ReduceMin', of: Value): Value =>
    body.op(operator, [of, body.constant(integers(0))], { keepdims: { integer: 1 } });
  const valueAt = (step: Value): Value => {
    const place = body.op('Cast', [subtract(step, number(1))], { to: { integer: 7 } });
    return body.op('GatherElements', [values, place], { axis: { integer: 0 } });
  };
  const any = extreme('ReduceMax', mask);
  const beyond = multiply(subtract(number(1), mask), number(cycleSteps));
  const oldest = least(extreme('ReduceMin', add(steps, beyond)), number(cycleSteps));
  const newest = greatest(extreme('ReduceMax', multiply(steps, mask)), number(1));
  const passedSteps = multiply(passedCycles, number(cycleSteps));
  const walked = taken(
    taken(one, valueAt(oldest), any, add(passedSteps, oldest)),
    valueAt(newest),
    any,
    add(passedSteps, newest),
  );
  const seasons = cycleSteps / seasonSteps;
  let profile = each;
  if (profile) {
    const split = (of: Value): readonly Value[] =>
      body.ops('Split', [of], seasons, { axis: { integer: 0 }, num_outputs: { integer: seasons } });
    const [parts, present] = [split(values), split(mask)];
    parts.forEach((part, season) => {
      const at = add(multiply(passedCycles, number(seasons)), number(season + 1));
      if (profile) profile = taken(profile, part, present[season] as Value, at);
    });
  }
  const names = [
    ...STATES.map((name) => [name, walked[name]] as const),
    ...(profile ? STATES.map((name) => [`season_${name}`, (profile as States)[name]] as const) : []),
  ];
  body.output('cycle/number_out', add(passedCycles, number(1)), 'float');
  for (const [name, value] of names) body.output(`cycle/${name}_out`, value, 'float');
  for (const [name, value] of names) body.output(`cycle/${name}_now`, value, 'float');
  return body.graph();
}
