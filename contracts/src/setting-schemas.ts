import { z } from 'zod';
import {
  ALERT_RECIPIENTS_SETTING,
  ALERT_RULES_SETTING,
  alertRecipientsSchema,
  alertRulesSettingSchema,
} from './alert-settings.js';
import { TRAINING_SETTING, trainingSettingSchema } from './training.js';
import {
  FORECAST_SCHEDULES_SETTING,
  forecastSchedulesSchema,
  SILENCE_TIMES_SETTING,
  silenceTimesSchema,
} from './watch-settings.js';

/** Schemas of the settings that have a form; others may hold any JSON. */
export const SETTING_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  [ALERT_RULES_SETTING]: alertRulesSettingSchema,
  [ALERT_RECIPIENTS_SETTING]: alertRecipientsSchema,
  [FORECAST_SCHEDULES_SETTING]: forecastSchedulesSchema,
  [SILENCE_TIMES_SETTING]: silenceTimesSchema,
  [TRAINING_SETTING]: trainingSettingSchema,
};

/** One version of a setting. */
export const settingVersionSchema = z.object({
  value: z.unknown(),
  changedAtMs: z.number(),
  changedBy: z.string(),
});
export type SettingVersion = z.infer<typeof settingVersionSchema>;
