/** The element types that our graphs use, by their number in ONNX's TensorProto.DataType. */
export const ELEMENT_TYPES = { float: 1, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A constant: its numbers in row-major order. No dimension = a scalar. */
export interface Tensor {
  readonly dimensions: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export const elementTypeOf = (tensor: Tensor): ElementType => (tensor.data instanceof Float32Array ? 'float' : 'int64');

export const floats = (values: Iterable<number>, dimensions?: readonly number[]): Tensor => {
  const data = Float32Array.from(values);
  return { dimensions: dimensions ?? [data.length], data };
};

export const integers = (...values: readonly number[]): Tensor => ({
  dimensions: [values.length],
  data: BigInt64Array.from(values.map(BigInt)),
});

export const scalar = (value: number): Tensor => ({ dimensions: [], data: Float32Array.of(value) });
