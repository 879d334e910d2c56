import { z } from 'zod';
import { DECOMPOSITION_PARTS } from './decompositions.js';
import { CARD_CLASSES } from './card-classes.js';
import { martQuerySchema, recordsQuerySchema } from './row-queries.js';
import { SCORECARD_METRICS, SCORECARD_WINDOW_DAYS } from './scorecards.js';

/**
 * Query types of the data source, one schema each. The same JSON is saved in dashboards and alert rules, sent to `POST /api/v1/query`
 * and handed to the plugin backend. `[]` for a list of names means all. Time ranges come beside the query, never inside it.
 */

const namesSchema = z.array(z.string()).default([]);

const signalSelection = {
  assets: namesSchema.describe('asset ids; empty = all'),
  signals: namesSchema.describe('`measurement.field`; empty = all'),
};

/** Given by the alert rules that Wellhead brings. */
const asking = {
  rule: z
    .string()
    .max(40)
    .optional()
    .describe('uid of the alert rule that asks: it is answered nothing while the setting alert-rules has it off'),
  explains: z
    .boolean()
    .optional()
    .describe(
      'true: it only explains what a rule says; a rule hears no failure of it, and waits for it two seconds and a half',
    ),
};

export const AGGREGATES = [
  'raw',
  'mean',
  'min',
  'max',
  'sum',
  'count',
  'first',
  'last',
  'envelope',
  'newest',
  'course',
] as const;

export const telemetryQuerySchema = z.object({
  queryType: z.literal('telemetry'),
  ...signalSelection,
  ...asking,
  aggregate: z
    .enum(AGGREGATES)
    .default('envelope')
    .describe(
      'envelope: min and max of each bucket, so that no spike is lost; newest: one reading a series, the last of the range; course: about 120 of its last values and the newest reading, as a tile draws it, of any number of series',
    ),
  windowMs: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'length of a window; default: the interval that Grafana asks for, which it writes as intervalMs into every query',
    ),
  quality: z
    .boolean()
    .default(false)
    .describe(
      'adds a field `quality` to each frame: codes of the reading, or of the readings in the window; empty = good',
    ),
  live: z
    .boolean()
    .optional()
    .describe(
      'true: in Grafana new readings are drawn as they come, where the time range ends now and the aggregate is raw, envelope, last or newest, without quality',
    ),
});

export const forecastQuerySchema = z.object({
  queryType: z.literal('forecast'),
  ...signalSelection,
  quantiles: z.array(z.number().gt(0).lt(1)).default([]).describe('empty = the seven published ones'),
  model: z.string().optional().describe('a named model instead of the champion'),
  believedAtMs: z.number().int().optional().describe('the newest vintage issued at or before this time'),
  vintages: z.number().int().min(1).max(200).default(1).describe('how many of the newest vintages to return'),
  nextHours: z.number().positive().optional().describe('ignore the time range: the next N hours from now'),
});

export const marginQuerySchema = z.object({
  queryType: z.literal('margin'),
  ...signalSelection,
  ...asking,
  of: z
    .enum(['last', 'forecast', 'crossing', 'band'])
    .default('last')
    .describe(
      'crossing: seconds until the quantile of the forecast crosses the limit, where it does; band: how far the last reading lies outside the 95 % interval that was forecast for it, limits or not',
    ),
  quantile: z.number().gt(0).lt(1).default(0.5).describe('with of=forecast and of=crossing'),
  limits: z.array(z.enum(['low-low', 'low', 'high', 'high-high'])).default([]),
  nextHours: z
    .number()
    .positive()
    .optional()
    .describe('with of=forecast and of=crossing: look this far ahead; default: the whole horizon'),
});

export const BREACH_VIEWS = ['list', 'probability', 'seconds', 'marks', 'history'] as const;

export const breachQuerySchema = z.object({
  queryType: z.literal('breach'),
  ...signalSelection,
  limits: z.array(z.enum(['low-low', 'low', 'high', 'high-high'])).default([]),
  view: z
    .enum(BREACH_VIEWS)
    .default('list')
    .describe(
      'of the newest forecast a table, one number a limit (probability within the horizon; seconds until the crossing), or annotations; history: all predictions issued in the time range with what became of them',
    ),
  quantile: z
    .union([z.literal(0.1), z.literal(0.5), z.literal(0.9)])
    .default(0.5)
    .describe('with view=seconds: the time by which the limit is crossed with this probability'),
});

export const ANOMALY_VIEWS = ['scores', 'margin', 'points', 'marks'] as const;

export const anomalyQuerySchema = z.object({
  queryType: z.literal('anomaly'),
  ...signalSelection,
  ...asking,
  view: z
    .enum(ANOMALY_VIEWS)
    .default('scores')
    .describe(
      'scores: z and CUSUM of each reading; margin: how far the worst score of the last minutes lies beyond its bound, for alert rules (> 0 = an anomaly); points: the readings that are anomalies, for the fan chart; marks: the same as annotations',
    ),
});

export const ageQuerySchema = z.object({
  queryType: z.literal('age'),
  ...signalSelection,
  ...asking,
  of: z.enum(['reading', 'forecast']).default('reading'),
  mode: z
    .enum(['seconds', 'overdue'])
    .default('seconds')
    .describe(
      'overdue: age minus what the signal (3 intervals, unless it or the setting silence-times says otherwise) or forecast (2 schedules) allows; > 0 = too old',
    ),
});

export const SCORECARD_VIEWS = ['backtest', 'rolling', 'series', 'numbers', 'drift'] as const;
export const SCORECARD_GROUPINGS = ['signal', 'model', 'all'] as const;

export const scorecardQuerySchema = z.object({
  queryType: z.literal('scorecard'),
  ...asking,
  ...signalSelection,
  view: z
    .enum(SCORECARD_VIEWS)
    .default('backtest')
    .describe(
      'backtest: the newest back-test of each model. Of vintages as they were issued: rolling, a table; series, one metric by day; numbers, one metric now; drift, how far bias or coverage lies beyond chance, for alert rules (> 0 = drifted)',
    ),
  by: z
    .enum(SCORECARD_GROUPINGS)
    .default('signal')
    .describe('what is rolled up: each signal and model, each model, or all that was published'),
  metric: z.enum(SCORECARD_METRICS).default('mase').describe('with view=series or numbers'),
  windowDays: z
    .number()
    .int()
    .min(1)
    .max(366)
    .default(SCORECARD_WINDOW_DAYS)
    .describe('vintages issued within so many days before the end of the time range; of a series before each day'),
});

export const decompositionQuerySchema = z.object({
  queryType: z.literal('decomposition'),
  ...signalSelection,
  parts: z.array(z.enum(DECOMPOSITION_PARTS)).default([]).describe('empty = trend, season and remainder'),
});

export const dynacardsQuerySchema = z.object({
  queryType: z.literal('dynacards'),
  assets: namesSchema.describe('wells; empty = all'),
  classes: z.array(z.enum(CARD_CLASSES)).default([]).describe('only cards of these classes; empty = all'),
  curves: z.boolean().default(true).describe('false: a row a card and no points'),
  limit: z.number().int().positive().max(2_000).default(300).describe('the newest of the time range'),
});

export const OPS_VIEWS = [
  'sources',
  'runs',
  'quarantine',
  'quarantine-reasons',
  'ledger',
  'ledger-balance',
  'audits',
  'notifications',
  'signals',
  'streams',
  'events',
  'failures',
  'failure-margins',
  'failure-scores',
  'groups',
] as const;
export const opsQuerySchema = z.object({
  queryType: z.literal('ops'),
  ...asking,
  view: z.enum(OPS_VIEWS),
  limit: z.number().int().positive().max(10_000).default(200),
});

export const querySchema = z.discriminatedUnion('queryType', [
  telemetryQuerySchema,
  forecastQuerySchema,
  marginQuerySchema,
  breachQuerySchema,
  anomalyQuerySchema,
  ageQuerySchema,
  recordsQuerySchema,
  martQuerySchema,
  scorecardQuerySchema,
  decompositionQuerySchema,
  dynacardsQuerySchema,
  opsQuerySchema,
]);
export type Query = z.infer<typeof querySchema>;
/** A query before its defaults are filled in: what dashboards and people write. */
export type QueryInput = z.input<typeof querySchema>;
export type QueryOf<T extends Query['queryType']> = Extract<Query, { queryType: T }>;

/** What comes beside every query. Times in ms; the range is half open, `from` in, `to` out. */
export interface QueryContext {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  /** True when Grafana's rule engine asks. */
  readonly fromAlert: boolean;
  readonly signal?: AbortSignal;
}
