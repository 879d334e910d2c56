import { z } from 'zod';
import { FORECAST_EVERY_MINUTES } from './forecast-steps.js';
import { signalMatcherOf, signalPatternSchema } from './patterns.js';
import { staleAfterMs, type Signal } from './signals.js';
import { MS_PER_MINUTE } from './time.js';

/** What people set in the app about how often signals are forecast, and how long they may be silent. What is left out stays as the pack has it. */

export const FORECAST_SCHEDULES_SETTING = 'forecast-schedules';
export const forecastSchedulesSchema = z.strictObject({
  everyMinutes: z
    .record(z.string().min(1).max(100), z.literal(FORECAST_EVERY_MINUTES))
    .default({})
    .describe('by pack: its signals are forecast every so many minutes'),
});
export type ForecastSchedules = z.infer<typeof forecastSchedulesSchema>;

export const SILENCE_TIMES_SETTING = 'silence-times';
export const silenceTimesSchema = z.strictObject({
  rules: z
    .array(
      signalPatternSchema.extend({
        afterMinutes: z
          .number()
          .positive()
          .max(366 * 1_440)
          .describe('age of the newest reading from which a signal is overdue, in minutes'),
      }),
    )
    .max(500)
    .default([])
    .describe('the first that fits a signal holds'),
});
export type SilenceTimes = z.infer<typeof silenceTimesSchema>;

/** Tells for each signal the age of the newest reading from which it is overdue, ms. */
export function silenceAfter({ rules }: SilenceTimes): (signal: Signal) => number {
  const tests = rules.map((rule) => ({ fits: signalMatcherOf([rule]), ms: rule.afterMinutes * MS_PER_MINUTE }));
  return (signal) => tests.find(({ fits }) => fits(signal))?.ms ?? staleAfterMs(signal);
}
