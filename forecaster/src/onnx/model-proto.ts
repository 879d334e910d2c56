import type { Attribute, Graph, Node, Port } from './graph-builder.js';
import { encodeMessage, type MessageWriter } from './protobuf-writer.js';
import { ELEMENT_TYPES, elementTypeOf, type Tensor } from './tensor.js';

/**
 * Graphs as ONNX files. Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; each function
 * writes the message that it is named after. IR 10 with opset 21 is the newest pair that the runtimes in use all read.
 */
const IR_VERSION = 10;
const OPSET = 21;

/** The model as bytes that `InferenceSession.create` takes. `metadata` is kept in the file, for whoever opens it later. */
export function encodeModel(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  return encodeMessage((model) => {
    model.integer(1, IR_VERSION);
    model.text(2, 'wellhead');
    model.message(7, graphProto(graph));
    model.message(8, (opset) => {
      opset.text(1, '');
      opset.integer(2, OPSET);
    });
    for (const [key, value] of Object.entries(metadata))
      model.message(14, (entry) => {
        entry.text(1, key);
        entry.text(2, value);
      });
  });
}

const graphProto =
  (graph: Graph) =>
  (message: MessageWriter): void => {
    for (const node of graph.nodes) message.message(1, nodeProto(node));
    message.text(2, graph.name);
    for (const { value, tensor } of graph.constants) message.message(5, tensorProto(tensor, value.name));
    for (const port of graph.inputs) message.message(11, valueInfoProto(port));
    for (const port of graph.outputs) message.message(12, valueInfoProto(port));
  };

const nodeProto =
  (node: Node) =>
  (message: MessageWriter): void => {
    for (const input of node.inputs) message.text(1, input.name);
    for (const output of node.outputs) message.text(2, output.name);
    message.text(4, node.operator);
    for (const [name, attribute] of Object.entries(node.attributes))
      message.message(5, attributeProto(name, attribute));
  };

/** AttributeProto.AttributeType: what kind of value an attribute holds. */
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_TENSOR = 4;
const ATTRIBUTE_GRAPH = 5;
const ATTRIBUTE_INTS = 7;

const attributeProto =
  (name: string, attribute: Attribute) =>
  (message: MessageWriter): void => {
    message.text(1, name);
    if ('integer' in attribute) {
      message.integer(3, attribute.integer);
      message.integer(20, ATTRIBUTE_INT);
    } else if ('integers' in attribute) {
      for (const value of attribute.integers) message.integer(8, value);
      message.integer(20, ATTRIBUTE_INTS);
    } else if ('tensor' in attribute) {
      message.message(5, tensorProto(attribute.tensor));
      message.integer(20, ATTRIBUTE_TENSOR);
    } else {
      message.message(6, graphProto(attribute.graph));
      message.integer(20, ATTRIBUTE_GRAPH);
    }
  };

const tensorProto =
  (tensor: Tensor, name?: string) =>
  (message: MessageWriter): void => {
    for (const size of tensor.dimensions) message.integer(1, size);
    message.integer(2, ELEMENT_TYPES[elementTypeOf(tensor)]);
    if (name !== undefined) message.text(8, name);
    // raw_data is little endian, as every platform that onnxruntime-node is built for.
    message.bytes(9, new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
  };

const valueInfoProto =
  (port: Port) =>
  (message: MessageWriter): void => {
    message.text(1, port.value.name);
    message.message(2, (type) =>
      type.message(1, (tensorType) => {
        tensorType.integer(1, ELEMENT_TYPES[port.type]);
        const { shape } = port;
        if (shape)
          tensorType.message(2, (dimensions) => {
            for (const size of shape)
              dimensions.message(1, (dimension) =>
                typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size),
              );
          });
      }),
    );
  };
