/** The shape of a recent signal: its course in equal parts, around 0 with a spread of 1, so that level and unit say nothing. */
export const SHAPE_PARTS = 24;

/** Undefined where more than a third of the parts are empty. A signal that does not move is all zeros. */
export const shapeOf = (values: Float64Array): Float32Array | undefined => standardised(partsOf(values));

/** Means of `SHAPE_PARTS` equal parts; NaN = an empty one. */
export const partsOf = (values: Float64Array): readonly number[] =>
  Array.from({ length: SHAPE_PARTS }, (_, part) => {
    const own = values
      .subarray(
        Math.floor((part * values.length) / SHAPE_PARTS),
        Math.floor(((part + 1) * values.length) / SHAPE_PARTS),
      )
      .filter((value) => !Number.isNaN(value));
    return own.length > 0 ? own.reduce((sum, value) => sum + value, 0) / own.length : Number.NaN;
  });

/** Around 0 with a spread of 1; NaN becomes 0. Undefined where more than a third is NaN. */
export function standardised(parts: readonly number[]): Float32Array | undefined {
  const known = parts.filter((value) => !Number.isNaN(value));
  if (known.length < (parts.length * 2) / 3) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  const scale = spread > Math.abs(mean) * 1e-9 ? spread : Infinity;
  return Float32Array.from(parts, (value) => (Number.isNaN(value) ? 0 : (value - mean) / scale));
}
