import type { Operator } from './operators.js';
import type { ElementType, Tensor } from './tensor.js';

/** The result of a node, an input or a constant: whatever another node can read. */
export interface Value {
  readonly name: string;
}

/** A dimension: a fixed size, or a name for one that is known only when the graph runs. */
export type Dimension = number | string;

export type Attribute =
  | { readonly integer: number }
  | { readonly integers: readonly number[] }
  | { readonly tensor: Tensor }
  | { readonly graph: Graph };

export interface Node {
  readonly operator: Operator;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Port {
  readonly value: Value;
  readonly type: ElementType;
  /** Undefined: the shape is left open, as in the body of a Scan. */
  readonly shape: readonly Dimension[] | undefined;
}

/** What `graph-proto.ts` writes. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly constants: readonly { readonly value: Value; readonly tensor: Tensor }[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface GraphBuilder {
  input(name: string, type: ElementType, shape?: readonly Dimension[]): Value;
  /** Publishes a value under a name. One value may be published more than once. */
  output(name: string, value: Value, type: ElementType, shape?: readonly Dimension[]): void;
  constant(tensor: Tensor): Value;
  /** A node with one result. */
  op(operator: Operator, inputs: readonly Value[], attributes?: Readonly<Record<string, Attribute>>): Value;
  /** A node with several results. */
  ops(
    operator: Operator,
    inputs: readonly Value[],
    outputCount: number,
    attributes?: Readonly<Record<string, Attribute>>,
  ): readonly Value[];
  graph(): Graph;
}

/**
 * Collects the nodes of one graph in the order in which they are made, which is an order in which they can run: a node
 * reads only values that exist. Values of an outer graph may be read inside a body (ONNX scoping), so names carry the
 * name of their graph: give every nested graph a name of its own.
 */
export function buildGraph(name: string): GraphBuilder {
  const nodes: Node[] = [];
  const constants: { value: Value; tensor: Tensor }[] = [];
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  let made = 0;
  const fresh = (what: string): Value => ({ name: `${name}/${what}_${(made += 1)}` });

  const builder: GraphBuilder = {
    input(inputName, type, shape) {
      const value = { name: inputName };
      inputs.push({ value, type, shape });
      return value;
    },
    output(outputName, value, type, shape) {
      const published = { name: outputName };
      nodes.push({ operator: 'Identity', inputs: [value], outputs: [published], attributes: {} });
      outputs.push({ value: published, type, shape });
    },
    constant(tensor) {
      const value = fresh('constant');
      constants.push({ value, tensor });
      return value;
    },
    op(operator, from, attributes) {
      const [result] = builder.ops(operator, from, 1, attributes);
      if (!result) throw new Error(`${operator} has no result`);
      return result;
    },
    ops(operator, from, outputCount, attributes = {}) {
      const results = Array.from({ length: outputCount }, () => fresh(operator));
      nodes.push({ operator, inputs: from, outputs: results, attributes });
      return results;
    },
    graph: () => ({ name, nodes, constants, inputs, outputs }),
  };
  return builder;
}
