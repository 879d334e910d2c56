import { encodeModel } from '../onnx/model-proto.js';
import { buildGraph, type Value } from '../onnx/graph-builder.js';
import { scalar } from '../onnx/tensor.js';
import type { Loss } from './losses.js';
import type { Network } from './network.js';
import { openTape } from './tape.js';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * One epoch as one graph: a Scan over minibatches whose body is forward pass, gradients and a step of Adam (Kingma & Ba 2015) with
 * decoupled weight decay on matrices (Loshchilov & Hutter 2019).
 * In: `rate` and `decay` float [], `step` float [], each parameter with `mean:` and `square:` (Adam's moments), `x` [batches, rows, in],
 * `y` [batches, rows, out]. Out: the same state under `next:`, and `loss`, the sum of the batches' means.
 */
export function epochModel(network: Network, loss: Loss): Uint8Array {
  const graph = buildGraph('epoch');
  const rate = graph.input('rate', 'float', []);
  const decay = graph.input('decay', 'float', []);
  const one = graph.constant(scalar(1));
  const states = network.parameters.flatMap(({ name, dimensions }) =>
    ['', 'mean:', 'square:'].map((of) => ({ name: `${of}${name}`, dimensions })),
  );

  const body = buildGraph('batch');
  const carried = new Map<string, Value>();
  for (const { name } of states) carried.set(name, body.input(`was:${name}`, 'float'));
  const step = body.input('was:step', 'float');
  const lossSoFar = body.input('was:loss', 'float');
  const x = body.input('batch:x', 'float');
  const y = body.input('batch:y', 'float');
  const was = (name: string): Value => carried.get(name) as Value;

  const tape = openTape(body);
  const output = network.forward(tape, x, Object.fromEntries(network.parameters.map(({ name }) => [name, was(name)])));
  const judged = loss(body, output, y);
  tape.backward(output, judged.gradient);

  const beta1 = graph.constant(scalar(BETA1));
  const beta2 = graph.constant(scalar(BETA2));
  const mix = (before: Value, beta: Value, now: Value): Value =>
    body.op('Add', [body.op('Mul', [before, beta]), body.op('Mul', [now, body.op('Sub', [one, beta])])]);
  const nextStep = body.op('Add', [step, one]);
  const unbiased = (moment: Value, beta: Value): Value =>
    body.op('Div', [moment, body.op('Sub', [one, body.op('Pow', [beta, nextStep])])]);
  for (const { name, dimensions } of network.parameters) {
    const gradient = tape.gradientOf(was(name));
    const mean = mix(was(`mean:${name}`), beta1, gradient);
    const square = mix(was(`square:${name}`), beta2, body.op('Mul', [gradient, gradient]));
    const spread = body.op('Add', [body.op('Sqrt', [unbiased(square, beta2)]), graph.constant(scalar(EPSILON))]);
    const change = body.op('Div', [unbiased(mean, beta1), spread]);
    const whole = dimensions.length > 1 ? body.op('Add', [change, body.op('Mul', [decay, was(name)])]) : change;
    body.output(`now:${name}`, body.op('Sub', [was(name), body.op('Mul', [rate, whole])]), 'float');
    body.output(`now:mean:${name}`, mean, 'float');
    body.output(`now:square:${name}`, square, 'float');
  }
  body.output('now:step', nextStep, 'float');
  body.output('now:loss', body.op('Add', [lossSoFar, judged.loss]), 'float');

  const inputs = states.map(({ name, dimensions }) => graph.input(name, 'float', dimensions));
  const firstStep = graph.input('step', 'float', []);
  const batches = [
    graph.input('x', 'float', ['batches', 'rows', network.inputSize]),
    graph.input('y', 'float', ['batches', 'rows', network.outputSize]),
  ];
  const ends = graph.ops('Scan', [...inputs, firstStep, graph.constant(scalar(0)), ...batches], states.length + 2, {
    num_scan_inputs: { integer: 2 },
    body: { graph: body.graph() },
  });
  states.forEach(({ name, dimensions }, at) => graph.output(`next:${name}`, ends[at] as Value, 'float', dimensions));
  graph.output('next:step', ends[states.length] as Value, 'float', []);
  graph.output('loss', ends[states.length + 1] as Value, 'float', []);
  return encodeModel(graph.graph(), { kind: 'training epoch' });
}
