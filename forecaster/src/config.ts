import { type Environment, type EnvironmentOutcome, readEnvironment } from '@wellhead/contracts';
import { z } from 'zod';

/** Environment of the forecaster as a service of its own. `.env.example` and docker-compose.yml name the same variables. */
export const forecasterEnvSchema = z.object({
  DATABASE_URL: z.string().min(1).describe('Postgres of Wellhead: postgres://user:password@host:5432/name'),
  INFLUX_URL: z.string().min(1).describe('InfluxDB 2 or 3 that holds the readings: http://host:8086'),
  INFLUX_TOKEN: z.string().min(1).describe('token of that InfluxDB, may read and write the bucket'),
  INFLUX_ORG: z.string().default('wellhead').describe('organisation in that InfluxDB'),
  INFLUX_BUCKET: z.string().default('wellhead').describe('bucket of that InfluxDB'),
  WELLHEAD_HOST: z.string().default('127.0.0.1').describe('address that health and metrics listen on'),
  WELLHEAD_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8090).describe('port of health and metrics'),
  WELLHEAD_FORECAST_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('worker threads, about 60 MB each; default: one a core, at most 4'),
});
export type ForecasterEnv = z.infer<typeof forecasterEnvSchema>;

export const readForecasterEnv = (env: Environment): EnvironmentOutcome<ForecasterEnv> =>
  readEnvironment(forecasterEnvSchema, env);
