import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { integers } from '../../onnx/tensor.js';

/** The parameters as values of the outer graph: [candidate, 1] in the search, [row, series] later. */
export interface ParameterValues {
  readonly level: Value;
  /** Already multiplied by `level`. */
  readonly trend: Value;
  /** Already a share of what the level leaves. */
  readonly season: Value;
  readonly damping: Value;
  readonly echo: Value;
  /** How large a surprise may get before it counts as this large: [1, series] or a scalar. */
  readonly clip: Value;
}

/** What is carried from cycle to cycle, in the order of the Scan's states: level, trend, echo, loss, then one a season step. */
export const FIXED_STATES = 4;

export interface CycleShape {
  /** Steps of one season; 1 = no season. */
  readonly seasonSteps: number;
  /** Steps of one turn of the Scan: a whole number of seasons. */
  readonly cycleSteps: number;
}

/**
 * The body of the Scan: smooths one cycle, its steps unrolled. Scan inputs are the cycle's values (0 where missing) and
 * its mask (0 where missing, else 1), both [step, series], and a weight of its loss. With `emitStates` it also gives level, trend, echo [row, series]
 * and the season [season step, row, series] as they stand at the end of the cycle: an origin to forecast from.
 * A surprise beyond the clip moves the states as if it were the clip (Huber), so that one spike does not carry them off.
 */
export function cycleBody(
  name: string,
  { seasonSteps, cycleSteps }: CycleShape,
  parameters: ParameterValues,
  emitStates: boolean,
): Graph {
  const body = buildGraph(name);
  const add = (a: Value, b: Value): Value => body.op('Add', [a, b]);
  const subtract = (a: Value, b: Value): Value => body.op('Sub', [a, b]);
  const multiply = (a: Value, b: Value): Value => body.op('Mul', [a, b]);
  const state = (what: string): Value => body.input(`${name}/${what}`, 'float');

  let level = state('level');
  let trend = state('trend');
  let echo = state('echo');
  let loss = state('loss');
  const seasonal = seasonSteps > 1;
  const season = seasonal ? Array.from({ length: seasonSteps }, (_, step) => state(`season${step}`)) : [];
  const values = splitSteps(state('values'));
  const masks = splitSteps(state('mask'));
  const weight = body.input(`${name}/weight`, 'float');
  const lowest = body.op('Neg', [parameters.clip]);

  let cycleLoss: Value | undefined;
  values.forEach((value, step) => {
    const at = step % seasonSteps;
    const seasonNow = season[at];
    const dampedTrend = multiply(parameters.damping, trend);
    const nextLevel = add(level, dampedTrend);
    const echoed = multiply(parameters.echo, echo);
    const base = add(nextLevel, echoed);
    const expected = seasonNow ? add(base, seasonNow) : base;
    const surprise = multiply(subtract(value, expected), masks[step] as Value);
    const taken = body.op('Max', [body.op('Min', [surprise, parameters.clip]), lowest]);
    level = add(nextLevel, multiply(parameters.level, taken));
    trend = add(dampedTrend, multiply(parameters.trend, taken));
    echo = add(echoed, taken);
    if (seasonNow) season[at] = add(seasonNow, multiply(parameters.season, taken));
    // Squared within the clip, linear beyond it.
    const stepLoss = multiply(taken, surprise);
    cycleLoss = cycleLoss ? add(cycleLoss, stepLoss) : stepLoss;
  });
  if (cycleLoss) loss = add(loss, multiply(cycleLoss, weight));

  body.output(`${name}/level_out`, level, 'float');
  body.output(`${name}/trend_out`, trend, 'float');
  body.output(`${name}/echo_out`, echo, 'float');
  body.output(`${name}/loss_out`, loss, 'float');
  season.forEach((value, step) => body.output(`${name}/season${step}_out`, value, 'float'));
  if (emitStates) {
    body.output(`${name}/level_at_origin`, level, 'float');
    body.output(`${name}/trend_at_origin`, trend, 'float');
    body.output(`${name}/echo_at_origin`, echo, 'float');
    if (seasonal) {
      const front = body.constant(integers(0));
      const stacked = season.map((value) => body.op('Unsqueeze', [value, front]));
      body.output(`${name}/season_at_origin`, body.op('Concat', stacked, { axis: { integer: 0 } }), 'float');
    }
  }
  return body.graph();

  function splitSteps(cycle: Value): readonly Value[] {
    return body.ops('Split', [cycle], cycleSteps, {
      axis: { integer: 0 },
      num_outputs: { integer: cycleSteps },
    });
  }
}
