import type { Words } from './chart-words.js';
import type { AnomalyPoint } from './anomaly-points.js';
import type { Scale } from '../chart-kit/scales.js';

/** A reading that was not as expected, as it is drawn: a ring around it. */
export interface AnomalyMark {
  readonly timeMs: number;
  readonly x: number;
  readonly y: number;
  /** In full, for tooltip and screen reader. */
  readonly text: string;
}

/** Marks of the anomalies inside the domain. Pure. */
export const anomalyMarksOf = (
  anomalies: readonly AnomalyPoint[],
  { x, y, words }: { readonly x: Scale; readonly y: Scale; readonly words: Words },
  [fromMs, toMs]: readonly [number, number],
): readonly AnomalyMark[] =>
  anomalies
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs)
    .map(({ timeMs, value, expected, z, cusum }) => ({
      timeMs,
      x: x.at(timeMs),
      y: y.at(value),
      text: `Anomaly: ${expected === undefined ? '' : `${words.value(expected)} was expected, `}${spreads(z)}, CUSUM ${cusum === undefined ? 'unknown' : cusum.toFixed(1)}`,
    }));

const spreads = (z: number | undefined): string =>
  z === undefined ? 'distance unknown' : `${Math.abs(z).toFixed(1)} spreads too ${z < 0 ? 'low' : 'high'}`;
