import { Malformed, openWireReader, type Field, type WireReader } from './wire-reader.js';

/**
 * What an ONNX file holds, as far as it must be known before it may run. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; weights are measured, never copied.
 */
export interface ModelFile {
  readonly irVersion: number;
  /** Opset by domain; '' is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: GraphPart;
  /** Functions and training graphs of its own. */
  readonly extras: readonly string[];
}

export interface GraphPart {
  readonly nodes: readonly NodePart[];
  readonly tensors: readonly TensorPart[];
  readonly inputs: readonly PortPart[];
  readonly outputs: readonly PortPart[];
  readonly hasSparse: boolean;
}

export interface NodePart {
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly graphs: readonly GraphPart[];
  readonly tensors: readonly TensorPart[];
  readonly hasSparse: boolean;
}

export interface TensorPart {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: number;
  readonly isExternal: boolean;
  /** Bytes of raw data; undefined when it is in typed fields. */
  readonly rawBytes: number | undefined;
  /** First numbers of an int64 tensor, which may be a shape; empty for others. */
  readonly integers: readonly number[];
}

export interface PortPart {
  readonly name: string;
  /** ONNX element type; 0 for what is no tensor. */
  readonly type: number;
  /** A number, or undefined where it is open; undefined altogether when no shape is declared. */
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** By these letters at byte 4 the runtime knows its own format, whatever else the file looks like. */
const RUNTIME_FORMAT = 'ORTM';
const DEEPEST_GRAPH = 4;
/** Fields of an attribute that hold more than numbers and texts. */
const [TENSOR, GRAPH, TENSORS, GRAPHS, SPARSE, SPARSES] = [5, 6, 10, 11, 22, 23];
/** Shapes are short. */
const MOST_DIMENSIONS = 64;
export const INT64 = 7;

/** Reads a file. Throws `Malformed` where it is no ONNX file. */
export function readModel(bytes: Uint8Array): ModelFile {
  if (String.fromCharCode(...bytes.subarray(4, 8)) === RUNTIME_FORMAT)
    throw new Malformed(
      'it is in the format of onnxruntime itself (ORT), which cannot be looked into: save it as .onnx',
    );
  const reader = openWireReader(bytes);
  let irVersion = 0;
  let graph: GraphPart | undefined;
  const opsets = new Map<string, number>();
  const extras: string[] = [];
  for (const field of reader.fields(0, bytes.length)) {
    if (field.number === 1) irVersion = field.value;
    else if (field.number === 7) {
      // The runtime would join them.
      if (graph) throw new Malformed('it has two graphs: export it again');
      graph = readGraph(reader, field, 1);
    } else if (field.number === 8) {
      let domain = '';
      let version = 0;
      for (const part of reader.fields(field.start, field.end))
        if (part.number === 1) domain = reader.text(part);
        else if (part.number === 2) version = part.value;
      opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    } else if (field.number === 20) extras.push('a training graph');
    else if (field.number === 25) extras.push('functions of its own');
  }
  if (!graph) throw new Malformed('it has no graph: it is truncated or no ONNX file');
  return { irVersion, opsets, graph, extras };
}

function readGraph(reader: WireReader, { start, end }: Field, depth: number): GraphPart {
  if (depth > DEEPEST_GRAPH) throw new Malformed(`graphs are nested deeper than ${DEEPEST_GRAPH} levels`);
  const nodes: NodePart[] = [];
  const tensors: TensorPart[] = [];
  const inputs: PortPart[] = [];
  const outputs: PortPart[] = [];
  let hasSparse = false;
  for (const field of reader.fields(start, end))
    if (field.number === 1) nodes.push(readNode(reader, field, depth));
    else if (field.number === 5) tensors.push(readTensor(reader, field));
    else if (field.number === 11) inputs.push(readPort(reader, field));
    else if (field.number === 12) outputs.push(readPort(reader, field));
    else if (field.number === 15) hasSparse = true;
  return { nodes, tensors, inputs, outputs, hasSparse };
}

function readNode(reader: WireReader, { start, end }: Field, depth: number): NodePart {
  let operator = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const graphs: GraphPart[] = [];
  const tensors: TensorPart[] = [];
  let hasSparse = false;
  for (const field of reader.fields(start, end)) {
    if (field.number === 1) inputs.push(reader.text(field));
    else if (field.number === 2) outputs.push(reader.text(field));
    else if (field.number === 4) operator = reader.text(field);
    else if (field.number === 7) domain = reader.text(field);
    else if (field.number === 5) {
      let values = 0;
      for (const part of reader.fields(field.start, field.end)) {
        if (part.number === TENSOR || part.number === TENSORS) tensors.push(readTensor(reader, part));
        else if (part.number === GRAPH || part.number === GRAPHS) graphs.push(readGraph(reader, part, depth + 1));
        else if (part.number === SPARSE || part.number === SPARSES) hasSparse = true;
        if (part.number === TENSOR || part.number === GRAPH) values += 1;
        // The runtime would join them.
        if (values > 1) throw new Malformed('an attribute holds two values: export it again');
      }
    }
  }
  return { operator, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, graphs, tensors, hasSparse };
}

function readTensor(reader: WireReader, { start, end }: Field): TensorPart {
  const dimensions: number[] = [];
  const integers: number[] = [];
  let type = 0;
  let name = '';
  let isExternal = false;
  let raw: Field | undefined;
  for (const field of reader.fields(start, end)) {
    if (field.number === 1) {
      for (const size of reader.varints(field)) dimensions.push(size);
      if (dimensions.length > MOST_DIMENSIONS)
        throw new Malformed(`a tensor has more than ${MOST_DIMENSIONS} dimensions`);
    } else if (field.number === 2) type = field.value;
    else if (field.number === 8) name = reader.text(field);
    else if (field.number === 9) raw = field;
    else if (field.number === 13) isExternal = true;
    else if (field.number === 14) isExternal ||= field.value !== 0;
    else if (field.number === 7 && integers.length < MOST_DIMENSIONS)
      for (const value of reader.varints(field)) if (integers.length < MOST_DIMENSIONS) integers.push(value);
  }
  if (raw && type === INT64) {
    const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + raw.start, raw.end - raw.start);
    for (let at = 0; at + 8 <= view.byteLength && at < MOST_DIMENSIONS * 8; at += 8)
      integers.push(Number(view.getBigInt64(at, true)));
  }
  return { name, dimensions, type, isExternal, rawBytes: raw && raw.end - raw.start, integers };
}

function readPort(reader: WireReader, { start, end }: Field): PortPart {
  let name = '';
  let type = 0;
  let shape: (number | undefined)[] | undefined;
  for (const field of reader.fields(start, end)) {
    if (field.number === 1) name = reader.text(field);
    if (field.number !== 2) continue;
    for (const kind of reader.fields(field.start, field.end)) {
      if (kind.number !== 1) continue;
      for (const part of reader.fields(kind.start, kind.end)) {
        if (part.number === 1) type = part.value;
        if (part.number !== 2) continue;
        shape = [];
        for (const dimension of reader.fields(part.start, part.end)) {
          let size: number | undefined;
          for (const value of reader.fields(dimension.start, dimension.end)) if (value.number === 1) size = value.value;
          shape.push(size);
          if (shape.length > MOST_DIMENSIONS)
            throw new Malformed(`${name} has more than ${MOST_DIMENSIONS} dimensions`);
        }
      }
    }
  }
  return { name, type, shape };
}
