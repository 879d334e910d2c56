import type { KnownInputs } from '../domain/known-inputs.js';
import type { RollingForecast } from '../domain/rolling.js';

/**
 * The port of the local models. A model sees numbers alone: signals, times and units stay outside.
 * Every model keeps the promises of `model-conformance.ts`.
 */

export interface BatchShape {
  /** Steps of one season; 1 = none. */
  readonly seasonSteps: number;
  /** Steps between two origins, a whole number of seasons (`domain/cycles.ts`). */
  readonly cycleSteps: number;
  readonly horizonSteps: number;
}

/** Series of equal shape and length. */
export interface ModelBatch {
  readonly shape: BatchShape;
  /** One array a series: whole cycles, oldest first, NaN = missing. At least `MIN_CYCLES` cycles. */
  readonly series: readonly Float64Array[];
  /**
   * Per series: true when its mean must be an expected value, because it is added to others. Such a model may not trade
   * bias for robustness.
   */
  readonly addsUp: readonly boolean[];
  /** Per series, calendar and drivers; absent or undefined: nothing is known but the values. */
  readonly inputs?: readonly (KnownInputs | undefined)[];
}

export interface ForecastModel {
  /** Name and version, as published: `holt-winters@2`. */
  readonly name: string;
  /** Why this model cannot take batches of this shape; undefined when it can. */
  refuses(shape: BatchShape): string | undefined;
  /**
   * Whether it is worth asking for this series: a look at its values that costs next to nothing. What does not suit is
   * forecast all the same when asked, only hardly ever well. `inputs`: where the series stands in time, where that is known.
   */
  suits(values: Float64Array, shape: BatchShape, inputs?: KnownInputs): boolean;
  /** One result a series, in order. Numbers are always finite. Rejects when the runtime fails. */
  forecast(batch: ModelBatch): Promise<readonly RollingForecast[]>;
  close(): Promise<void>;
}
