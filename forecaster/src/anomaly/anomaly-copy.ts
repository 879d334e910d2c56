import {
  ANOMALY_FIELDS,
  ANOMALY_MEASUREMENT,
  ANOMALY_OF,
  seriesOf,
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
  const length = scored.reduce((sum, { scores }) => sum + scores.length * ANOMALY_FIELDS.length, 0);
  const companions: Series[] = [];
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = new Float64Array(length);
  let row = 0;
  for (const { series, scores } of scored)
    for (const field of ANOMALY_FIELDS) {
      const own = companions.push(companionOf(series, field)) - 1;
      for (const score of scores) {
        seriesIndex[row] = own;
        timeNs[row] = score.timeNs;
        numbers[row] = score[field];
        row += 1;
      }
    }
  return { series: companions, length, seriesIndex, timeNs, numbers, integers: undefined, strings: undefined };
}
