import { z } from 'zod';
import { payloadSchema } from '../payload/payload-config.js';
import { secretSchema } from '../secret.js';
import { sourceName } from '../source-name.js';

const name = z.string().min(1).max(63);

/** What both ways of following a database are told of it. */
export const databaseSchema = {
  name: sourceName,
  url: secretSchema.describe(
    'postgres://user:password@host/database, as the value of a variable: { env: ORDERS_DATABASE }',
  ),
  rowsAtOnce: z.number().int().min(1).max(10_000).default(1_000).describe('rows that are kept together, at most'),
};

/** What both are told of one table. */
export const sourceTableSchema = {
  table: z
    .string()
    .regex(/^[^.]{1,63}\.[^.]{1,63}$/, 'expected schema.table, such as public.orders')
    .describe('with its schema'),
  columns: z
    .record(name, name)
    .optional()
    .describe(
      'members of a record by the column that they come from: { source_address_id: from_address }; default: all columns',
    ),
  payload: payloadSchema({}).refine(
    ({ format }) => format === 'json' || format === 'records',
    'expected format: json (each row is readings) or format: records',
  ),
};
export type SourceTable = z.infer<z.ZodObject<typeof sourceTableSchema>>;
export const keySchema = z.array(name).min(1).describe('columns that name a row, in the order of an index');
