import { z } from 'zod';

/** Query types that answer rows of Postgres, records as they were received and marts; part of the queries of the data source (`queries.ts`). */

const columnsSchema = z.array(z.string()).default([]);

export const recordFilterSchema = z.object({
  column: z.string().min(1),
  op: z.enum(['=', '!=', '<', '<=', '>', '>=', 'in', 'like']),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]),
});
export type RecordFilter = z.infer<typeof recordFilterSchema>;

export const orderSchema = z.object({ column: z.string().min(1), direction: z.enum(['asc', 'desc']).default('asc') });

export const recordsQuerySchema = z.object({
  queryType: z.literal('records'),
  type: z.string().min(1).describe('record type of a pack, e.g. orders'),
  columns: columnsSchema,
  filters: z.array(recordFilterSchema).default([]),
  orderBy: z.array(orderSchema).default([]),
  limit: z.number().int().positive().max(10_000).default(1_000),
});

export const MART_AGGREGATES = ['sum', 'mean', 'count', 'min', 'max', 'distinct'] as const;

export const martQuerySchema = z.object({
  queryType: z.literal('mart'),
  table: z.string().min(1).describe('a table or view that a pack publishes, with its schema: mart.sales_daily'),
  columns: columnsSchema.describe('plain columns; with groupBy they must be part of it'),
  timeColumn: z.string().optional().describe('rows outside the time range are left out'),
  filters: z.array(recordFilterSchema).default([]),
  groupBy: columnsSchema,
  aggregates: z
    .array(z.object({ column: z.string().min(1), fn: z.enum(MART_AGGREGATES), as: z.string().optional() }))
    .default([]),
  orderBy: z.array(orderSchema).default([]),
  limit: z.number().int().positive().max(10_000).default(1_000),
  as: z
    .enum(['table', 'series'])
    .default('table')
    .describe('series: timeColumn as time, one numeric frame a combination of the text columns, as labels'),
});
