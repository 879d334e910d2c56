import { CARD_CLASSES } from '@wellhead/contracts';
import { buildGraph, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { floats, scalar } from '../onnx/tensor.js';
import { constantsOf, denseNetwork, type Weights } from '../training/network.js';
import { openTape } from '../training/tape.js';
import { FEATURE_COUNT, featureNodes } from './feature-nodes.js';
import { CARD_POINTS, HARMONICS, pumpCardNodes } from './pump-card-nodes.js';

export const cardNetwork = denseNetwork([FEATURE_COUNT, 48, 24, CARD_CLASSES.length]);

/** What makes probabilities of features: `(x − mean) / spread` into the network, its output by the temperature into Softmax. */
export interface CardClassifier {
  readonly means: readonly number[];
  readonly spreads: readonly number[];
  readonly weights: Weights;
  /** Temperature scaling (Guo and others 2017), fitted on wells of its own. */
  readonly temperature: number;
}

/** In: `position`, `load`, `transfer` of `pumpCardNodes`. Out: `pump_position`, `pump_load` [cards, points], `features`. */
function cardGraph(): { graph: GraphBuilder; features: Value } {
  const graph = buildGraph('card');
  const card = pumpCardNodes(graph, {
    position: graph.input('position', 'float', ['cards', CARD_POINTS]),
    load: graph.input('load', 'float', ['cards', CARD_POINTS]),
    transfer: graph.input('transfer', 'float', ['cards', HARMONICS + 1, 8]),
  });
  const features = featureNodes(graph, card);
  graph.output('pump_position', card.position, 'float', ['cards', CARD_POINTS]);
  graph.output('pump_load', card.load, 'float', ['cards', CARD_POINTS]);
  graph.output('features', features, 'float', ['cards', FEATURE_COUNT]);
  return { graph, features };
}

/** Surface cards to pump cards and features. */
export const pumpCardModel = (): Uint8Array => encodeModel(cardGraph().graph.graph(), { kind: 'pump cards' });

/** The same, and `probabilities` [cards, classes] in the order of CARD_CLASSES. */
export function diagnosisModel({ means, spreads, weights, temperature }: CardClassifier): Uint8Array {
  const { graph, features } = cardGraph();
  const centred = graph.op('Sub', [features, graph.constant(floats(means, [1, FEATURE_COUNT]))]);
  const x = graph.op('Div', [centred, graph.constant(floats(spreads, [1, FEATURE_COUNT]))]);
  const output = cardNetwork.forward(openTape(graph), x, constantsOf(graph, weights));
  const cooled = graph.op('Div', [output, graph.constant(scalar(temperature))]);
  graph.output('probabilities', graph.op('Softmax', [cooled], { axis: { integer: 1 } }), 'float', [
    'cards',
    CARD_CLASSES.length,
  ]);
  return encodeModel(graph.graph(), { kind: 'dynamogram diagnosis' });
}
