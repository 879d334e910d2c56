import { encodeMessage, type MessageWriter } from '../../onnx/protobuf-writer.js';

type Write = (message: MessageWriter) => void;

export interface TestNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  /** Written after the rest: attributes. */
  readonly more?: Write;
}

export interface TestFile {
  readonly nodes?: readonly TestNode[];
  readonly weights?: readonly Write[];
  readonly inputs?: readonly Write[];
  readonly outputs?: readonly Write[];
  readonly opsets?: readonly (readonly [string, number])[];
  readonly irVersion?: number;
  readonly more?: Write;
}

/** An ONNX file from its parts, however wrong they are; by default one that adds its two columns: x [rows, 2] → y [rows, 1]. */
export function onnxFile({
  nodes = [{ operator: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
  weights = [tensor('w', [2, 1], [1, 1])],
  inputs = [port('x', [undefined, 2])],
  outputs = [port('y', [undefined, 1])],
  opsets = [['', 21]],
  irVersion = 10,
  more,
}: TestFile = {}): Uint8Array<ArrayBuffer> {
  return encodeMessage((model) => {
    model.integer(1, irVersion);
    model.message(7, graph({ nodes, weights, inputs, outputs }));
    for (const [domain, version] of opsets)
      model.message(8, (opset) => {
        opset.text(1, domain);
        opset.integer(2, version);
      });
    more?.(model);
  });
}

/** A graph, as a model or an attribute holds it. */
export const graph =
  ({ nodes = [], weights = [], inputs = [], outputs = [] }: Omit<TestFile, 'opsets' | 'irVersion' | 'more'>): Write =>
  (message) => {
    for (const { operator, inputs: from, outputs: to, domain, more } of nodes)
      message.message(1, (node) => {
        for (const name of from) node.text(1, name);
        for (const name of to) node.text(2, name);
        node.text(4, operator);
        if (domain !== undefined) node.text(7, domain);
        more?.(node);
      });
    message.text(2, 'test');
    for (const write of weights) message.message(5, write);
    for (const write of inputs) message.message(11, write);
    for (const write of outputs) message.message(12, write);
  };

/** Float weights; with `integers` int64. */
export const tensor =
  (name: string, dimensions: readonly number[], values: readonly number[], type: 'float' | 'int64' = 'float'): Write =>
  (message) => {
    for (const size of dimensions) message.integer(1, size);
    message.integer(2, type === 'float' ? 1 : 7);
    message.text(8, name);
    const data = type === 'float' ? Float32Array.from(values) : BigInt64Array.from(values.map(BigInt));
    message.bytes(9, new Uint8Array(data.buffer));
  };

/** A port of float, or of another element type; `undefined` = an open dimension. */
export const port =
  (name: string, shape: readonly (number | undefined)[], type = 1): Write =>
  (message) => {
    message.text(1, name);
    message.message(2, (kind) =>
      kind.message(1, (tensorType) => {
        tensorType.integer(1, type);
        tensorType.message(2, (dimensions) => {
          for (const size of shape)
            dimensions.message(1, (dimension) =>
              size === undefined ? dimension.text(2, 'n') : dimension.integer(1, size),
            );
        });
      }),
    );
  };

/** An attribute that is a whole number. */
export const integerAttribute =
  (name: string, value: number): Write =>
  (node) =>
    node.message(5, (attribute) => {
      attribute.text(1, name);
      attribute.integer(3, value);
      attribute.integer(20, 2);
    });

/** An attribute that is a graph. */
export const graphAttribute =
  (name: string, body: Write): Write =>
  (node) =>
    node.message(5, (attribute) => {
      attribute.text(1, name);
      attribute.message(6, body);
      attribute.integer(20, 5);
    });
