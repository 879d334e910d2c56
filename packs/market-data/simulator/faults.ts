import { MS_PER_DAY, MS_PER_HOUR } from '@wellhead/contracts';

/**
 * What really happens to files of an exchange, on days that are known:
 * `missing`: the file never comes; `late`: it comes on the next afternoon; `corrected`: its first version lacks the end of the day, the whole one
 * comes on the next afternoon; `surge`: four times the trades of another day.
 */
export type DayFault = 'missing' | 'late' | 'corrected' | 'surge';

/** Every so many days, and on which of them. */
const DAYS: readonly { readonly fault: DayFault; readonly every: number; readonly on: number }[] = [
  { fault: 'missing', every: 61, on: 17 },
  { fault: 'surge', every: 47, on: 5 },
  { fault: 'corrected', every: 37, on: 3 },
  { fault: 'late', every: 29, on: 11 },
];

export const faultOfDay = (day: string): DayFault | undefined => {
  const number = Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
  return DAYS.find(({ every, on }) => number % every === on)?.fault;
};

/** When the file of a day, or its whole version, is there: half an hour after the day, or on the next afternoon. */
export const fileTimeMs = (day: string): number => Date.parse(`${day}T00:00:00Z`) + MS_PER_DAY + MS_PER_HOUR / 2;
export const afternoonMs = (day: string): number => Date.parse(`${day}T00:00:00Z`) + MS_PER_DAY + 14 * MS_PER_HOUR;

/** What is wrong with a row of a file, one in 250; the reason that it is refused for is in the SELECT of the pack. */
const ROW_FAULTS = ['price', 'quantity', 'currency', 'side', 'short', 'twice'] as const;
export type RowFault = (typeof ROW_FAULTS)[number];

export const faultOfRow = (index: number): RowFault | undefined =>
  index % 250 === 120 ? ROW_FAULTS[Math.floor(index / 250) % ROW_FAULTS.length] : undefined;
