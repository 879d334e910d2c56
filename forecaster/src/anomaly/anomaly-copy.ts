import {
  ANOMALY_FIELDS,
  ANOMALY_MEASUREMENT,
  ANOMALY_OF,
  batchOf,
  seriesOf,
  type Reading,
  type AnomalyField,
  type ReadingBatch,
  type Series,
} from '@wellhead/contracts';
import type { Score } from './channel.js';

/** Field types of the companions, for the registry. */
export const ANOMALY_TYPES = ANOMALY_FIELDS.map((field) => ({
  measurement: ANOMALY_MEASUREMENT,
  field,
  type: 'float' as const,
}));

/** Scores of one series. */
export interface SeriesScores {
  readonly series: Series;
  readonly scores: readonly Score[];
}

/** The companion of a series: its tags, and what it is about. */
export const companionOf = ({ tags, measurement, field }: Series, of: AnomalyField): Series =>
  seriesOf(
    ANOMALY_MEASUREMENT,
    { ...tags, [ANOMALY_OF.measurement]: measurement, [ANOMALY_OF.field]: field },
    of,
    'float',
  );

/** Scores as readings beside those they are about: the same tags and times. */
export function anomalyCopy(scored: readonly SeriesScores[]): ReadingBatch {
  const readings: Reading[] = [];
  for (const { series, scores } of scored) {
    for (const field of ANOMALY_FIELDS) {
      const companion = companionOf(series, field);
      for (const score of scores) readings.push({ series: companion, timeNs: score.timeNs, value: score[field] });
    }
  }
  return batchOf(readings);
}
