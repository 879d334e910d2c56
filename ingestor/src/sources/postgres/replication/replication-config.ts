import { z } from 'zod';
import { databaseSchema, sourceTableSchema } from '../source-table.js';

const name = z.string().regex(/^[a-z0-9_]{1,63}$/, 'expected 1 to 63 lower-case letters, digits or _');
const GIBI = 1024 ** 3;

export const replicationSourceSchema = z.strictObject({
  kind: z.literal('postgres-replication'),
  ...databaseSchema,
  publication: name.default('wellhead').describe('made at start, for the tables below, where it is not there'),
  slot: name.default('wellhead').describe('made at start where it is not there; one source may use it'),
  slotWarningBytes: z
    .number()
    .int()
    .positive()
    .default(GIBI)
    .describe('log that the slot holds back in the source before that is told as a failure'),
  tables: z.array(z.strictObject(sourceTableSchema)).min(1),
});
export type ReplicationSourceConfig = z.infer<typeof replicationSourceSchema>;
