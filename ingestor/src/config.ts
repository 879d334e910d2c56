import { type Environment, type EnvironmentOutcome, readEnvironment } from '@wellhead/contracts';
import { s3EnvShape, tlsEnvShape } from '@wellhead/stores';
import { z } from 'zod';

const given = (reason: string) => z.string().min(1).describe(reason);

/** Environment of the ingestor as a service of its own (compose). Standalone has a schema of its own. */
export const ingestorEnvSchema = z.object({
  WELLHEAD_HOST: z.string().default('0.0.0.0').describe('address to listen on'),
  WELLHEAD_HTTP_PORT: z.coerce.number().int().min(1).max(65_535).default(8090).describe('port of the write endpoints'),
  WELLHEAD_DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of spool and raw archive; must outlive the container'),
  WELLHEAD_TOKEN: z.string().optional().describe('token that may do everything, beside those made in Postgres'),
  WELLHEAD_SPOOL_MB: z.coerce
    .number()
    .int()
    .min(64)
    .default(4_096)
    .describe('megabytes that may wait on disk while a store is away; then writes get 503'),
  WELLHEAD_SOURCES: z
    .string()
    .optional()
    .describe('YAML file, or folder of such files, of the sources to take from (MQTT, Kafka …)'),
  MQTT_PASSWORD: z.string().optional().describe('a secret that a file of sources may name: { env: MQTT_PASSWORD }'),
  ...tlsEnvShape,
  WELLHEAD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('least level that is logged'),
  DATABASE_URL: given('Postgres: postgres://user:password@host:5432/name'),
  INFLUX_URL: given('InfluxDB 2 or 3: http://host:8086'),
  INFLUX_TOKEN: given('token of that InfluxDB, may read and write the bucket'),
  INFLUX_ORG: z.string().default('wellhead').describe('organisation in that InfluxDB'),
  INFLUX_BUCKET: z.string().default('wellhead').describe('bucket of that InfluxDB, and the one that clients name'),
  ...s3EnvShape,
});
export type IngestorEnv = z.infer<typeof ingestorEnvSchema>;

export const readIngestorEnv = (env: Environment): EnvironmentOutcome<IngestorEnv> =>
  readEnvironment(ingestorEnvSchema, env);
