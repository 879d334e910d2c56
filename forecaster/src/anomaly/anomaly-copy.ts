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

const companions = new WeakMap<Series, readonly Series[]>();

/** The companions of a series, made once: their keys take longer than a few scores. */
function companionsOf(series: Series): readonly Series[] {
  const known = companions.get(series) ?? ANOMALY_FIELDS.map((field) => companionOf(series, field));
  companions.set(series, known);
  return known;
}

/** Scores as readings beside those they are about: the same tags and times. */
export function anomalyCopy(scored: readonly SeriesScores[]): ReadingBatch {
  const length = scored.reduce((sum, { scores }) => sum + scores.length * ANOMALY_FIELDS.length, 0);
  const written: Series[] = [];
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = new Float64Array(length);
  let row = 0;
  for (const { series, scores } of scored)
    ANOMALY_FIELDS.forEach((field, at) => {
      const own = written.push(companionsOf(series)[at] as Series) - 1;
      for (const score of scores) {
        seriesIndex[row] = own;
        timeNs[row] = score.timeNs;
        numbers[row] = score[field];
        row += 1;
      }
    });
  return { series: written, length, seriesIndex, timeNs, numbers, integers: undefined, strings: undefined };
}
