/** Data frames as Grafana knows them, without Grafana: what every query returns, before Arrow or JSON. */

export type FrameFieldType = 'time' | 'number' | 'integer' | 'unsigned' | 'string' | 'boolean' | 'enum' | 'json';

/** Grafana's field config, the part that Wellhead sets. */
export interface FrameFieldConfig {
  readonly displayName?: string;
  readonly displayNameFromDS?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Expected time between two points, in ms: a longer gap is drawn as a gap. */
  readonly interval?: number;
  /** The words of a field of the type `enum`, by its numbers. */
  readonly type?: { readonly enum: { readonly text: readonly string[] } };
  readonly custom?: Readonly<Record<string, unknown>>;
}

/**
 * One column. `time` holds BigInt64Array nanoseconds or milliseconds as (number | null)[]; `integer` and `unsigned` hold bigint (int64, uint64);
 * `enum` holds places in `config.type.enum.text`, `json` holds JSON texts; a missing value is null, and in a Float64Array NaN.
 */
export type FrameValues =
  | Float64Array
  | BigInt64Array
  | readonly (number | null)[]
  | readonly (bigint | null)[]
  | readonly (string | null)[]
  | readonly (boolean | null)[];

export interface FrameField {
  readonly name: string;
  readonly type: FrameFieldType;
  readonly values: FrameValues;
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: FrameFieldConfig;
}

export interface FrameNotice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface FrameMeta {
  /** Grafana's frame kinds; `multi` frames are the ones that alert rules read. */
  readonly type?: 'timeseries-multi' | 'numeric-multi' | 'table';
  readonly typeVersion?: readonly [number, number];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly notices?: readonly FrameNotice[];
  readonly executedQueryString?: string;
  /** Channel of Grafana Live, `ds/<uid>/<path>`, that brings the rows to come. */
  readonly channel?: string;
}

export interface Frame {
  readonly name: string;
  readonly refId?: string;
  readonly meta?: FrameMeta;
  readonly fields: readonly FrameField[];
}

/** What a forecast frame says in `meta.custom.forecast`: the fan chart reads it. Times in ms. */
export interface ForecastFrameMeta {
  readonly asset: string;
  readonly signal: string;
  readonly model: string;
  readonly issuedAtMs: number;
  readonly cutoffMs: number;
  readonly stepMs: number;
  readonly calibrated: boolean;
  readonly origins: number;
  readonly stale: boolean;
}

/** What forecast frames say of predicted breaches of their vintage in `meta.custom.breaches`: the fan chart marks them. Times in ms. */
export interface BreachFrameMeta {
  readonly limit: 'low-low' | 'low' | 'high' | 'high-high';
  readonly limitValue: number;
  /** Of a crossing within the horizon. */
  readonly probability: number;
  /** By then the limit is crossed with a probability of 0.1, 0.5, 0.9; null: not within the horizon. */
  readonly p10Ms: number | null;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  /** False: such probabilities had no skill; the chart says so and marks nothing. */
  readonly shown: boolean;
}

/** What frames of a catalogued signal say in `meta.custom.titles`: what people call its asset and it. */
export interface TitlesFrameMeta {
  readonly asset: string;
  readonly signal: string;
}

/** What frames of a signal with limits say in `meta.custom.limits`. Values in the unit of the signal. */
export interface LimitFrameMeta {
  readonly kind: 'low-low' | 'low' | 'high' | 'high-high';
  readonly value: number;
}
