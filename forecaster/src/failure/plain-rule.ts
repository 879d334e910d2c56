import type { ScoredWell } from './evaluate-warnings.js';
import type { JudgedWell } from './judge-warnings.js';
import type { WellHistory } from './well-days.js';

/** A well with the limits of its signals, where there are any. */
export interface RuledWell extends WellHistory {
  readonly limits: Readonly<Record<string, { readonly low?: number | undefined; readonly high?: number | undefined }>>;
}

/** Days from which a signal without limits has its own: so many of their spreads to each side, as a field engineer would set them. */
const NEW_DAYS = 30;
const SPREADS = 6;

/** The plain rule that a model is compared with, any signal over its limit, on the days on which the model was asked. */
export function ruleAlarms(well: RuledWell, { days, failureDays }: ScoredWell): JudgedWell {
  const bands = Object.entries(well.signals).map(([name, values]) => ({
    values,
    ...(well.limits[name] ?? usualBand(values.subarray(well.startsOnDay ?? 0, (well.startsOnDay ?? 0) + NEW_DAYS))),
  }));
  const alarmDays = days.flatMap(({ day }) => {
    const isOver = bands.some(({ values, low = -Infinity, high = Infinity }) => {
      const value = values[day] as number;
      return value < low || value > high;
    });
    return isOver ? [day] : [];
  });
  return { runningDays: days.length, failureDays, alarmDays };
}

function usualBand(values: Float64Array): { readonly low?: number; readonly high?: number } {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return {};
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  return { low: mean - SPREADS * spread, high: mean + SPREADS * spread };
}
