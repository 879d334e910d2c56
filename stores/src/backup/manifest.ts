import { z } from 'zod';

/** The last entry of a backup: whoever has it has all of it. */
export const MANIFEST = 'manifest.json';

const backupEntrySchema = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupEntry = z.infer<typeof backupEntrySchema>;

const postgresCutSchema = z.object({
  version: z.string().describe('of the server'),
  migrations: z
    .array(z.object({ name: z.string(), up: z.string(), down: z.string(), appliedAt: z.string() }))
    .describe('as they were applied, with their text: the tables are made from them'),
  tables: z
    .array(z.object({ table: z.string(), columns: z.array(z.string()), rows: z.number().int(), entry: z.string() }))
    .describe('in an order that foreign keys allow; rows as COPY text, gzip'),
  partitions: z.array(z.object({ table: z.string(), parent: z.string(), bounds: z.string() })),
  sequences: z.array(z.object({ sequence: z.string(), lastValue: z.string() })),
});
export type PostgresCut = z.infer<typeof postgresCutSchema>;

export const manifestSchema = z.object({
  format: z.literal('wellhead-backup'),
  formatVersion: z.literal(1),
  takenAt: z.iso.datetime(),
  wellhead: z.string().describe('version that took it'),
  /** Everything that an ingestor had acknowledged up to its sequence is in the backup. */
  cut: z.array(
    z.object({
      ingestor: z.string(),
      sequence: z.number().int(),
      postgres: z.number().int().describe('up to here the records are in the tables; those behind are in the spool'),
      telemetry: z.number().int().describe('up to here at least the readings are in their store'),
    }),
  ),
  telemetry: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('included'), engine: z.string(), entry: z.string() }),
    z.object({ kind: z.literal('elsewhere'), engine: z.string() }),
  ]),
  postgres: postgresCutSchema,
  archive: z.object({ included: z.boolean(), files: z.number().int(), bytes: z.number() }),
  secrets: z.boolean(),
  notIncluded: z.array(z.string()).describe('in words, with what to do about it'),
  entries: z.array(backupEntrySchema),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
