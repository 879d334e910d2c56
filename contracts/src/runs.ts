import { z } from 'zod';

/** What runs are of. */
export const RUN_KINDS = ['flow', 'forecast', 'replay', 'model', 'diagnosis', 'report'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** What the progress of a run is counted in. */
export const PROGRESS_UNITS = ['forecasts', 'series', 'epochs', 'groupings', 'models'] as const;

/** How far a run has come: the last that it told. */
export const runProgressSchema = z.object({
  phase: z
    .string()
    .describe(
      'what is being done: forecasts, breaches, scorecard; of a training the lesson: networks, failures, groups, soft-sensors; back-test, rerun and retrain when asked for on their own',
    ),
  phasesDone: z.number().int().nonnegative(),
  phases: z.number().int().positive().describe('how many there are in all'),
  subject: z
    .string()
    .nullable()
    .describe('what exactly, where a phase has several parts: the model that is trained or tried'),
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative().describe('of this phase and subject; 0: it cannot be told beforehand'),
  of: z.enum(PROGRESS_UNITS).describe('what done and total are counted in'),
  toldAtMs: z.number(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

/** A run of a flow, a forecast, a replay …, as the API tells of it. */
export const runSchema = z.object({
  id: z.string(),
  kind: z.enum(RUN_KINDS),
  name: z.string(),
  reason: z.string(),
  state: z.enum(['running', 'succeeded', 'failed']),
  startedAtMs: z.number(),
  finishedAtMs: z.number().nullable(),
  attempt: z.number(),
  detail: z.record(z.string(), z.unknown()),
  progress: runProgressSchema.nullable().describe('null: runs of this kind tell none'),
  error: z.string().nullable(),
});
export type RunAnswer = z.infer<typeof runSchema>;

/** What a run said at one time. */
export const runLogSchema = z.object({
  atMs: z.number(),
  level: z.enum(['info', 'warn', 'error']),
  step: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
});
export type RunLogAnswer = z.infer<typeof runLogSchema>;

/** A flow of a pack and what starts it. */
export const flowSummarySchema = z.object({
  pack: z.string(),
  name: z.string(),
  title: z.string(),
  cron: z.string().optional(),
  after: z.string().optional(),
  steps: z.array(z.object({ kind: z.string(), name: z.string() })),
});
export type FlowAnswer = z.infer<typeof flowSummarySchema>;

/** A job that was taken: what it is called in `GET /jobs/{queue}/{id}`. */
export const acceptedJobSchema = z.object({
  queue: z.string(),
  id: z.string().describe('also the id of the run that a forecast, a training, a back-test or a rerun makes of it'),
  job: z.string().describe('queue/id, below /jobs'),
});
export type AcceptedJob = z.infer<typeof acceptedJobSchema>;

/** How a job stands. */
export const jobStateSchema = z.object({
  state: z.enum(['running', 'completed', 'failed']).describe('running: also when it still waits'),
  reason: z.string().optional(),
  output: z.unknown().optional(),
  progress: runProgressSchema
    .optional()
    .describe('how far its run has come; not while it still waits, and not of jobs that make no run'),
});
export type JobState = z.infer<typeof jobStateSchema>;
