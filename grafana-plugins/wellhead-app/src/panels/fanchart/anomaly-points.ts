import type { ChartField, ChartFrame } from './picture-model.js';

/** A reading that was not as expected. */
export interface AnomalyPoint {
  readonly timeMs: number;
  readonly value: number;
  readonly expected: number | undefined;
  /** Distance from what was expected, in spreads. */
  readonly z: number | undefined;
  readonly cusum: number | undefined;
}

/** Readings of a frame of anomalies: `value`, and beside it what was expected and the scores. Pure. */
export function anomaliesIn({ fields }: ChartFrame, time: ChartField): readonly AnomalyPoint[] {
  const columnOf = (name: string): ChartField | undefined => fields.find((field) => field.name === name);
  const [value, expected, z, cusum] = ['value', 'expected', 'z', 'cusum'].map(columnOf);
  return Array.from(time.values, (timeMs, row) => ({ timeMs, row })).flatMap(({ timeMs, row }): AnomalyPoint[] => {
    const came = numberAt(value, row);
    if (typeof timeMs !== 'number' || came === undefined) return [];
    const scores = { expected: numberAt(expected, row), z: numberAt(z, row), cusum: numberAt(cusum, row) };
    return [{ timeMs, value: came, ...scores }];
  });
}

function numberAt(field: ChartField | undefined, row: number): number | undefined {
  const number = field?.values[row];
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
