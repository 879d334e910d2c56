/**
 * Anomaly scores: every reading of a catalogued signal has a companion in telemetry, at its time: measurement `wellhead_anomaly`, the tags of its
 * series, and its measurement and field as tags.
 */
export const ANOMALY_MEASUREMENT = 'wellhead_anomaly';
/** Tags of a companion that name measurement and field of its reading. */
export const ANOMALY_OF = { measurement: 'measurement', field: 'field' } as const;

/** Fields of a companion. `z`: distance from what was expected, in spreads. `cusum`: surplus that has added up, below 0 where readings were too low. */
export const ANOMALY_FIELDS = ['z', 'cusum', 'expected'] as const;
export type AnomalyField = (typeof ANOMALY_FIELDS)[number];

/**
 * From where a score is an anomaly. Of two million independent normal readings in 100 channels none lay 5.5 spreads out and none brought the CUSUM to 10.
 * Of 20,000 days of simulated healthy signals that wander, are rounded or come and go with the day, two had one; of 28,000 of real sales, 24.
 */
export const Z_ALARM = 5.5;
export const CUSUM_ALARM = 10;

/** How far a score lies beyond its bound, as a ratio: > 0 = an anomaly, 1 = twice the bound. */
export const anomalyExcess = (z: number, cusum: number): number =>
  Math.max(Math.abs(z) / Z_ALARM, Math.abs(cusum) / CUSUM_ALARM) - 1;

/** What a frame of an anomaly says in `meta.custom.anomalies`: the fan chart marks its points. */
export interface AnomalyFrameMeta {
  readonly asset: string;
  readonly signal: string;
}
