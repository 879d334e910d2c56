import { MS_PER_DAY } from '@wellhead/contracts';
import type { KnownInputs } from '../../domain/known-inputs.js';

/**
 * Inputs that follow from the date alone (UTC), one array a column, window and horizon long. What the season of the signal already carries is
 * left out. Steps of a day: turn of the month and of the year, and the weekday where the season is not the week. Shorter ones: the
 * weekday, and the shape of a day at the weekend. Longer ones: none.
 */
export function calendarInputs(
  { cutoffMs, stepMs }: Pick<KnownInputs, 'cutoffMs' | 'stepMs'>,
  seasonSteps: number,
  steps: { readonly window: number; readonly horizon: number },
): readonly Float64Array[] {
  const dates = Array.from(
    { length: steps.window + steps.horizon },
    (_, step) => new Date(cutoffMs + (step - steps.window + 1) * stepMs),
  );
  const column = (of: (date: Date) => number): Float64Array => Float64Array.from(dates, of);
  const weekdays = (): Float64Array[] =>
    [1, 2, 3, 4, 5, 6].map((weekday) => column((date) => Number(date.getUTCDay() === weekday)));
  const isWeek = seasonSteps > 1 && (seasonSteps * stepMs) % (7 * MS_PER_DAY) === 0;
  if (stepMs > MS_PER_DAY) return [];
  if (stepMs === MS_PER_DAY)
    return [
      ...(isWeek ? [] : weekdays()),
      column((date) => Number(date.getUTCDate() <= 3)),
      column((date) => Number(daysLeft(date) < 2)),
      ...FEASTS.map(([month, day]) =>
        column((date) => Number(date.getUTCMonth() === month - 1 && date.getUTCDate() === day)),
      ),
    ];
  const angle = (date: Date): number => ((date.getTime() % MS_PER_DAY) / MS_PER_DAY) * 2 * Math.PI;
  const weekend = (date: Date): number => Number(date.getUTCDay() === 0 || date.getUTCDay() === 6);
  return isWeek
    ? []
    : [
        ...weekdays(),
        ...[1, 2].flatMap((turns) => [
          column((date) => weekend(date) * Math.sin(turns * angle(date))),
          column((date) => weekend(date) * Math.cos(turns * angle(date))),
        ]),
      ];
}

/** The days around the turn of the year on which most trades rest or run over, [month, day]. Movable and national feasts are drivers. */
const FEASTS = [
  [12, 24],
  [12, 25],
  [12, 26],
  [12, 31],
  [1, 1],
] as const;

const daysLeft = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - date.getUTCDate();
