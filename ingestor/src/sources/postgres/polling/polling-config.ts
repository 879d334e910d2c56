import { z } from 'zod';
import { scheduleSchema } from '../../schedule/schedule.js';
import { databaseSchema, keySchema, sourceTableSchema } from '../source-table.js';

const column = z.string().min(1).max(63);

/** The column that grows with every change of a row. */
export const watermarkSchema = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('time'),
    column: column.describe('a timestamp or date'),
    first: z.iso.datetime({ offset: true }).optional().describe('rows from then on; default: all'),
    lookBackSeconds: z
      .number()
      .nonnegative()
      .default(60)
      .describe('asked for again each time: transactions may become visible later than the times that they wrote'),
  }),
  z.strictObject({
    form: z.literal('number'),
    column: column.describe('a number that grows, such as a sequence'),
    first: z.number().optional().describe('rows from there on; default: all'),
    lookBack: z.number().nonnegative().default(1_000).describe('asked for again each time, in the unit of the column'),
  }),
]);
export type Watermark = z.infer<typeof watermarkSchema>;

export const polledTableSchema = z.strictObject({ ...sourceTableSchema, key: keySchema, watermark: watermarkSchema });
export type PolledTable = z.infer<typeof polledTableSchema>;

export const pollingSourceSchema = z.strictObject({
  kind: z.literal('postgres-polling'),
  ...databaseSchema,
  schedule: scheduleSchema,
  statementTimeoutSeconds: z.number().positive().default(30).describe('the server ends a query that takes longer'),
  tables: z.array(polledTableSchema).min(1),
});
export type PollingSourceConfig = z.infer<typeof pollingSourceSchema>;
