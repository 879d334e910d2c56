/** The shape of a recent signal: its course in equal parts, around 0 with a spread of 1, so that level and unit say nothing. */
export const SHAPE_PARTS = 24;

/** Undefined where more than a third of the parts are empty. A signal that does not move, or moves no more than by chance, is all zeros. */
export function shapeOf(values: Float64Array): Float32Array | undefined {
  const parts = partsOf(values);
  const shape = standardised(isNoise(parts) ? parts.map(() => 0) : smoothed(parts));
  return shape && standardised(parts) ? shape : undefined;
}

/**
 * Of 24 independent parts the mean squared successive difference lies below this share of their variance once in some thousand times (von Neumann 1941,
 * doi:10.1214/aoms/1177731677: 2 in the mean, with a deviation of 2/√24). What has a course lies far below.
 */
const COURSE = 0.74;

function isNoise(parts: readonly number[]): boolean {
  const known = parts.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  const steps = known.slice(1).reduce((sum, value, at) => sum + (value - (known[at] as number)) ** 2, 0);
  return !(steps / (known.length - 1) <= COURSE * variance);
}

/** So many parts to each side are averaged with one: what is left between two assets of one course is then mostly their course. */
const SMOOTHED_PARTS = 2;

const smoothed = (parts: readonly number[]): readonly number[] =>
  parts.map((_, at) => {
    const near = parts
      .slice(Math.max(0, at - SMOOTHED_PARTS), at + SMOOTHED_PARTS + 1)
      .filter((value) => !Number.isNaN(value));
    return near.length > 0 ? near.reduce((sum, value) => sum + value, 0) / near.length : Number.NaN;
  });

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
