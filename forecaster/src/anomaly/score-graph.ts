import { buildGraph, type Value } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { learntLength } from './channel-state.js';
import { scoreStep } from './score-step.js';

/**
 * In: `values`, `elapsed` float [step, channel] (NaN = nothing came: the state stays; steps since the reading before), `phases` float
 * [step, channel] (place in the season), `state` float [numbers of `channel-state.ts`, channel], `season` float [season, channel].
 * Out: `z`, `cusum`, `expected` float [step, channel]; `state_out`, `season_out`.
 *
 * One Scan over the steps; what a step does stands in `score-step.ts`.
 */
export function scoreModel({ seasonSteps }: { readonly seasonSteps: number }): Uint8Array {
  const graph = buildGraph('anomaly');
  const [values, elapsed, phases] = ['values', 'elapsed', 'phases'].map((name) =>
    graph.input(name, 'float', ['step', 'channel']),
  ) as [Value, Value, Value];
  const state = graph.input('state', 'float', [learntLength(seasonSteps), 'channel']);
  const season = graph.input('season', 'float', [seasonSteps, 'channel']);
  const [stateOut, seasonOut, z, cusum, expected] = graph.ops('Scan', [state, season, values, elapsed, phases], 5, {
    num_scan_inputs: { integer: 3 },
    body: { graph: scoreStep(seasonSteps) },
  }) as [Value, Value, Value, Value, Value];
  graph.output('z', z, 'float', ['step', 'channel']);
  graph.output('cusum', cusum, 'float', ['step', 'channel']);
  graph.output('expected', expected, 'float', ['step', 'channel']);
  graph.output('state_out', stateOut, 'float', [learntLength(seasonSteps), 'channel']);
  graph.output('season_out', seasonOut, 'float', [seasonSteps, 'channel']);
  return encodeModel(graph.graph(), { kind: 'anomaly', seasonSteps: String(seasonSteps) });
}
