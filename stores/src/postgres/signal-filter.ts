/** Which signals; empty or absent lists mean all. */
export interface SignalFilter {
  readonly assets?: readonly string[] | undefined;
  /** `measurement.field`. */
  readonly signals?: readonly string[] | undefined;
}

/** The filter as SQL on columns `asset`, `measurement`, `field` of an alias; takes parameters $1 and $2. */
export const signalCondition = (alias: string): string =>
  `($1::text[] is null or ${alias}.asset = any($1)) and ($2::text[] is null or ${alias}.measurement || '.' || ${alias}.field = any($2))`;

/** Values of $1 and $2. */
export const signalParameters = (filter: SignalFilter): [readonly string[] | null, readonly string[] | null] => [
  filter.assets !== undefined && filter.assets.length > 0 ? filter.assets : null,
  filter.signals !== undefined && filter.signals.length > 0 ? filter.signals : null,
];
