import {
  batchOf,
  CARD_CLASSES,
  nsFromMs,
  seriesOf,
  type DiagnosedCard,
  type Reading,
  type ReadingBatch,
} from '@wellhead/contracts';

const DYNACARD_MEASUREMENT = 'wellhead_dynacard';
const NUMBERS = ['fillage', 'pump_stroke', 'least_load', 'most_load', 'fault_probability'] as const;
const classField = (name: string): string => `probability_${name.replaceAll('-', '_')}`;

/** What diagnoses write as telemetry, so that limits, forecasts and alert rules work on it: units m, N, ratios. */
export const DYNACARD_FIELDS = [...NUMBERS, ...CARD_CLASSES.map(classField)].map((field) => ({
  measurement: DYNACARD_MEASUREMENT,
  field,
  type: 'float' as const,
}));

/** One reading a figure at the time of the card; a refused card leaves none. `fault_probability` is that of not being normal. */
export function cardReadings(cards: readonly DiagnosedCard[]): ReadingBatch {
  const readings: Reading[] = [];
  for (const { asset, takenAtMs, found } of cards) {
    if (found.kind === 'refused') continue;
    const timeNs = nsFromMs(takenAtMs);
    const write = (field: string, value: number | null): void => {
      if (value !== null)
        readings.push({ series: seriesOf(DYNACARD_MEASUREMENT, { asset }, field, 'float'), timeNs, value });
    };
    write('fillage', found.fillage);
    write('pump_stroke', found.pumpStrokeM);
    write('least_load', found.leastLoadN);
    write('most_load', found.mostLoadN);
    write('fault_probability', 1 - (found.probabilities[CARD_CLASSES.indexOf('normal')] ?? 0));
    CARD_CLASSES.forEach((name, at) => write(classField(name), found.probabilities[at] ?? 0));
  }
  return batchOf(readings);
}
