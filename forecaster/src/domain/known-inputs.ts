/** What is known of every step of a window and of the horizon after it: when it is, and what is planned for it. */
export interface KnownInputs {
  /** Time of the last step of the window. */
  readonly cutoffMs: number;
  readonly stepMs: number;
  /** One array a driver, window and horizon long: price, promotion, temperature, planned stop. Finite throughout. */
  readonly drivers: readonly Float64Array[];
}

/**
 * What a missing value of a driver means: `refuse` = it is not known, so the driver cannot be used; `hold` = the last value goes on (a price);
 * `zero` = nothing (a promotion that is not there).
 */
export type MissingDriver = 'refuse' | 'hold' | 'zero';

export type FilledDriver =
  | { readonly kind: 'filled'; readonly values: Float64Array }
  /** `step` counts from the first of the window; from `windowSteps` on it is a step of the horizon. */
  | { readonly kind: 'unknown'; readonly step: number };

/**
 * Fills the gaps of a driver, window and horizon in one array with NaN = missing. In the past a gap is always closed by the last value before it (a
 * sensor may fail); a step of the horizon without a value is what `missing` says.
 */
export function fillDriver(values: Float64Array, windowSteps: number, missing: MissingDriver): FilledDriver {
  const filled = Float64Array.from(values);
  const first = values.find((value) => !Number.isNaN(value));
  if (first === undefined && missing !== 'zero') return { kind: 'unknown', step: 0 };
  let last = missing === 'zero' ? 0 : (first as number);
  for (let step = 0; step < filled.length; step += 1) {
    if (!Number.isNaN(filled[step])) last = filled[step] as number;
    else if (missing === 'zero') filled[step] = 0;
    else if (missing === 'refuse' && step >= windowSteps) return { kind: 'unknown', step };
    else filled[step] = last;
  }
  return { kind: 'filled', values: filled };
}
