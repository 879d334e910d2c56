import { pipelinesEnvSchema } from '@wellhead/pipelines';
import { s3EnvShape } from '@wellhead/stores';
import { z } from 'zod';
import { kafkaEnvShape } from './kafka-config.js';

const port = (fallback: number, reason: string) =>
  z.coerce.number().int().min(0).max(65_535).default(fallback).describe(reason);
const given = (reason: string) => z.string().min(1).describe(reason);

/** Environment of the demos of packs as a service of their own (`demo` in docker-compose.yml). */
export const demoEnvSchema = z.object({
  DATABASE_URL: given('Postgres of Wellhead: postgres://user:password@host:5432/name'),
  INFLUX_URL: given('InfluxDB 2 or 3: http://host:8086'),
  INFLUX_TOKEN: given('token of that InfluxDB, may read and write the bucket'),
  INFLUX_ORG: z.string().default('wellhead').describe('organisation in that InfluxDB'),
  INFLUX_BUCKET: z.string().default('wellhead').describe('bucket that the ingestor takes writes for'),
  ...s3EnvShape,
  WELLHEAD_TOKEN: given('token that may write'),
  WELLHEAD_PACKS: pipelinesEnvSchema.shape.WELLHEAD_PACKS,
  WELLHEAD_DEMO: z.enum(['on', 'off']).default('on').describe('off: nobody plays the other side of the packs'),
  WELLHEAD_INGEST_URL: z.string().default('http://127.0.0.1:8090').describe('address of the ingestor'),
  WELLHEAD_HOST: z.string().default('127.0.0.1').describe('address that flows of packs reach it at'),
  WELLHEAD_HTTP_PORT: port(8092, 'port that says whether it runs'),
  WELLHEAD_SHOP_PORT: port(8093, 'port of the shop that retail-sales fetches from'),
  WELLHEAD_EXCHANGE_PORT: port(8094, 'port of the exchange that market-data fetches from'),
  WELLHEAD_DATA_DIR: z.string().default('./data').describe('folder that keeps the clocks of demos, and a spool'),
  WELLHEAD_DEMO_SPEED: z.coerce.number().positive().default(1).describe('demo days a real day'),
  ...kafkaEnvShape,
});
export type DemoEnv = z.infer<typeof demoEnvSchema>;
