import { MOST_MODEL_BYTES, type ModelManifest } from '@wellhead/contracts';
import { ALLOWED, ELEMENT_BYTES, OPSETS, SIZED_BY_INPUT } from './allowed-operators.js';
import {
  readModel,
  type GraphPart,
  type ModelFile,
  type NodePart,
  type PortPart,
  type TensorPart,
} from './read-model.js';
import { Malformed } from './wire-reader.js';

const MOST_NODES = 20_000;
/** Elements of one tensor: 128 MB of floats. */
const MOST_ELEMENTS = 32 * 1024 * 1024;
const FLOAT = 1;
/** Several models of one kind tell the same: the first ones say enough. */
const MOST_REASONS = 10;

/** Looks at a file without running any of it: why it may not run, one sentence each; none = it may be tried. */
export function inspectModel(bytes: Uint8Array, manifest: ModelManifest): readonly string[] {
  if (bytes.length > MOST_MODEL_BYTES)
    return [`the file has ${megabytes(bytes.length)} MB, ${megabytes(MOST_MODEL_BYTES)} MB are taken`];
  try {
    const file = readModel(bytes);
    return [...versionFaults(file), ...graphFaults(file.graph), ...portFaults(file.graph, manifest)].slice(
      0,
      MOST_REASONS,
    );
  } catch (error) {
    if (error instanceof Malformed) return [error.message];
    throw error;
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024);

function* versionFaults({ irVersion, opsets, extras }: ModelFile): Generator<string> {
  if (irVersion < 3 || irVersion > 10) yield `its IR version is ${irVersion}, 3 to 10 are read`;
  if (!opsets.has('') && !opsets.has('ai.onnx.ml')) yield 'it does not say which version of the operators it uses';
  for (const [domain, version] of opsets) {
    const range = OPSETS.get(domain);
    if (!range) yield `it uses operators of ${domain}: only ai.onnx and ai.onnx.ml are taken`;
    else if (version < range[0] || version > range[1])
      yield `its opset of ${domain || 'ai.onnx'} is ${version}, ${range[0]} to ${range[1]} are taken`;
  }
  for (const extra of extras)
    yield `it brings ${extra}, which is not taken: export it for inference, with functions inlined`;
}

function* graphFaults(root: GraphPart): Generator<string> {
  const seen = new Set<string>();
  let nodes = 0;
  const open: { readonly graph: GraphPart; readonly outer: ReadonlyMap<string, TensorPart> }[] = [
    { graph: root, outer: new Map() },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { graph } = next;
    const tensors = new Map([...next.outer, ...graph.tensors.map((tensor) => [tensor.name, tensor] as const)]);
    for (const { operator, outputs, tensors: own } of graph.nodes)
      if (operator === 'Constant' && own[0] && outputs[0]) tensors.set(outputs[0], own[0]);
    if (graph.hasSparse || graph.nodes.some(({ hasSparse }) => hasSparse))
      yield 'it has sparse weights, which are not taken: save them as dense ones';
    for (const tensor of graph.tensors) yield* tensorFaults(tensor);
    nodes += graph.nodes.length;
    if (nodes > MOST_NODES) {
      yield `it has more than ${MOST_NODES} nodes`;
      return;
    }
    for (const node of graph.nodes) {
      const name = `${node.domain}.${node.operator}`;
      if (!ALLOWED.get(node.domain)?.has(node.operator) && !seen.has(name)) {
        seen.add(name);
        yield operatorFault(node);
      }
      for (const tensor of node.tensors) yield* tensorFaults(tensor);
      yield* sizeFaults(node, tensors);
      for (const inner of node.graphs) open.push({ graph: inner, outer: tensors });
    }
  }
}

const operatorFault = ({ operator, domain }: NodePart): string =>
  operator === 'Loop'
    ? 'it has a Loop, of which nobody can know when it ends: unroll it, or use a Scan'
    : `it uses the operator ${domain ? `${domain}.` : ''}${operator}, which is not taken`;

function* tensorFaults({ name, dimensions, type, isExternal, rawBytes }: TensorPart): Generator<string> {
  const what = `the weights ${name || 'of a constant'}`;
  if (isExternal) {
    yield `${what} lie in another file: save the model with its weights inside`;
    return;
  }
  const elements = elementsOf(dimensions);
  if (!(elements <= MOST_ELEMENTS)) {
    yield `${what} are said to have ${elements} elements ([${dimensions.join(', ')}]), ${MOST_ELEMENTS} are taken`;
    return;
  }
  const size = ELEMENT_BYTES.get(type);
  if (size === undefined) yield `${what} are of the element type ${type}, which is not taken`;
  else if (rawBytes !== undefined && rawBytes !== elements * size)
    yield `${what} have ${rawBytes} bytes, [${dimensions.join(', ')}] needs ${elements * size}`;
}

const elementsOf = (dimensions: readonly number[]): number => dimensions.reduce((product, size) => product * size, 1);

/** Outputs whose size stands in the file. */
function* sizeFaults({ operator, inputs }: NodePart, tensors: ReadonlyMap<string, TensorPart>): Generator<string> {
  const input = SIZED_BY_INPUT.get(operator);
  const shape = input === undefined ? undefined : tensors.get(inputs[input] ?? '');
  if (!shape) return;
  const elements = elementsOf(shape.integers.map((size) => Math.abs(size)));
  if (elements > MOST_ELEMENTS)
    yield `${operator} makes ${elements} elements ([${shape.integers.join(', ')}]), ${MOST_ELEMENTS} are taken`;
}

/** One input and one output, of the names, type and widths that the manifest says. */
function* portFaults({ inputs, outputs, tensors }: GraphPart, manifest: ModelManifest): Generator<string> {
  const weights = new Set(tensors.map(({ name }) => name));
  const asked = inputs.filter(({ name }) => !weights.has(name));
  const [width, results] =
    manifest.kind === 'forecaster' ? [manifest.windowSteps, manifest.horizonSteps] : [manifest.inputs.length, 1];
  yield* portFault('input', asked, manifest.input, width);
  if (asked.length > 1)
    yield `it has ${asked.length} inputs (${namesOf(asked)}): one is taken, with a row a case and a column a value`;
  yield* portFault('output', outputs, manifest.output, results);
}

function* portFault(
  what: 'input' | 'output',
  ports: readonly PortPart[],
  wanted: string,
  width: number,
): Generator<string> {
  const port = ports.find(({ name }) => name === wanted);
  if (!port) {
    yield `it has no ${what} “${wanted}”: there is ${namesOf(ports) || 'none'}`;
    return;
  }
  if (port.type !== FLOAT) yield `its ${what} ${wanted} is of the element type ${port.type}, expected float (1)`;
  const { shape } = port;
  if (!shape) return;
  const last = shape.at(-1);
  const isColumn = what === 'output' && width === 1 && shape.length === 1;
  if (shape.length !== 2 && !isColumn)
    yield `its ${what} ${wanted} has ${shape.length} dimensions, expected two: rows and ${width} columns`;
  else if (!isColumn && last !== undefined && last !== 0 && last !== width)
    yield `its ${what} ${wanted} has ${last} columns, the manifest says ${width}`;
  if (shape.length === 2 && shape[0] !== undefined && shape[0] > 1)
    yield `its ${what} ${wanted} takes ${shape[0]} rows only: export it with an open first dimension`;
}

const namesOf = (ports: readonly PortPart[]): string =>
  ports
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ');
