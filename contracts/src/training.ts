import { z } from 'zod';
import { modelNameSchema } from './models.js';

/** Work that learns: a job for the forecaster, in a lane of its own, since it takes minutes. */
export const TRAINING_QUEUE = 'model-training';
/** A training that takes longer is given up by the queue. */
export const TRAINING_EXPIRES_S = 3_600;
export const LESSONS = ['networks', 'failures', 'groups', 'soft-sensors'] as const;
export const lessonSchema = z
  .enum(LESSONS)
  .describe(
    'networks: MLP and N-BEATS over many signals; failures: when a pump will fail, from repair records; groups: assets whose signals run alike; soft-sensors: laboratory values from process values',
  );
export type Lesson = z.infer<typeof lessonSchema>;

const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31)
  .default(1);
const lessons = z.array(lessonSchema).default([...LESSONS]);
/** After this many interrupted tries a training is not taken up again. */
export const MOST_ATTEMPTS = 3;
export const trainingJobSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('learn'),
    lessons,
    by: z.string().default('schedule'),
    seed,
    asOfMs: z.number().int().optional().describe('learn from what was known before this time; default: now'),
    runId: z.string().optional().describe('the run that it is, where one is taken up again'),
    attempt: z.number().int().positive().default(1),
  }),
  z
    .object({ kind: z.literal('forecast-failures'), asOfMs: z.number().int().optional() })
    .describe('ask the champions how likely failures are now'),
  z
    .object({ kind: z.literal('retrain'), name: modelNameSchema, version: z.number().int().positive() })
    .describe('train a version again from its record and compare'),
]);
export type TrainingJob = z.infer<typeof trainingJobSchema>;
/** `trainingJobSchema` before its defaults: what a caller writes. */
export type TrainingJobInput = z.input<typeof trainingJobSchema>;

/** The setting `training`: when it is learnt on schedule, and what. The forecaster follows it within ten seconds. */
export const TRAINING_SETTING = 'training';
export const trainingSettingSchema = z.strictObject({
  cron: z
    .string()
    .regex(/^(\S+ ){4}\S+$/, 'expected five fields: minute hour day month weekday')
    .default('20 4 * * 0')
    .describe('UTC; default: Sunday 04:20, after the forecasts and back-tests of the night'),
  lessons: lessons.describe('none: nothing is learnt on schedule'),
  seed,
});
