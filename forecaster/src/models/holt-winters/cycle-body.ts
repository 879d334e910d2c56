import { buildGraph, type Graph, type Value } from '../../onnx/graph-builder.js';
import { integers } from '../../onnx/tensor.js';

/** The parameters as values of the outer graph: [candidate, 1] in the search, [row, series] later. */
export interface ParameterValues {
  /** What the level takes over of a surprise. */
  readonly level: Value;
  /** What the drift takes over. */
  readonly drift: Value;
  /** What a place of the season takes over. */
  readonly season: Value;
  /** What is left of the drift after a step. */
  readonly decay: Value;
  /** How large a surprise may get before it counts as this large, and the same below zero: scalars. */
  readonly clip: Value;
  readonly lowest: Value;
}

/** What is carried from cycle to cycle, in the order of the Scan's states: level, drift, loss, then one a season step. */
export const FIXED_STATES = 3;

export interface CycleShape {
  /** Steps of one season; 1 = no season. */
  readonly seasonSteps: number;
  /** Steps of one turn of the Scan: a whole number of seasons. */
  readonly cycleSteps: number;
}

/**
 * The body of the Scan: smooths one cycle, its steps unrolled. Scan inputs are the cycle's values (0 where missing) and
 * its mask (0 where missing, else 1), both [step, series], and a weight of its loss. With `emitStates` it also gives level, drift [row, series]
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
  // Thousands of these are called for each batch, whatever its width: each one that a step can do without counts.
  const add = (a: Value, b: Value): Value => body.op('Add', [a, b]);
  const subtract = (a: Value, b: Value): Value => body.op('Sub', [a, b]);
  const multiply = (a: Value, b: Value): Value => body.op('Mul', [a, b]);
  const state = (what: string): Value => body.input(`${name}/${what}`, 'float');

  let level = state('level');
  let drift = state('drift');
  let loss = state('loss');
  const seasonal = seasonSteps > 1;
  const season = seasonal ? Array.from({ length: seasonSteps }, (_, step) => state(`season${step}`)) : [];
  const values = splitSteps(state('values'));
  const masks = splitSteps(state('mask'));
  const weight = body.input(`${name}/weight`, 'float');

  let cycleLoss: Value | undefined;
  values.forEach((value, step) => {
    const at = step % seasonSteps;
    const seasonNow = season[at];
    const drifts = multiply(parameters.decay, drift);
    const base = add(level, drifts);
    const expected = seasonNow ? add(base, seasonNow) : base;
    const surprise = multiply(subtract(value, expected), masks[step] as Value);
    const taken = body.op('Clip', [surprise, parameters.lowest, parameters.clip]);
    level = add(base, multiply(parameters.level, taken));
    drift = add(drifts, multiply(parameters.drift, taken));
    if (seasonNow) season[at] = add(seasonNow, multiply(parameters.season, taken));
    // Squared within the clip, linear beyond it.
    const stepLoss = multiply(taken, surprise);
    cycleLoss = cycleLoss ? add(cycleLoss, stepLoss) : stepLoss;
  });
  if (cycleLoss) loss = add(loss, multiply(cycleLoss, weight));

  body.output(`${name}/level_out`, level, 'float');
  body.output(`${name}/drift_out`, drift, 'float');
  body.output(`${name}/loss_out`, loss, 'float');
  season.forEach((value, step) => body.output(`${name}/season${step}_out`, value, 'float'));
  if (emitStates) {
    body.output(`${name}/level_at_origin`, level, 'float');
    body.output(`${name}/drift_at_origin`, drift, 'float');
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
