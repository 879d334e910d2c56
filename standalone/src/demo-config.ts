import { z } from 'zod';

/** Environment of the demo shop as a service of its own (`demo` in docker-compose.yml). */
export const demoEnvSchema = z.object({
  DATABASE_URL: z.string().min(1).describe('Postgres of Wellhead: postgres://user:password@host:5432/name'),
  WELLHEAD_TOKEN: z.string().min(1).describe('token that may write'),
  WELLHEAD_INGEST_URL: z.string().default('http://127.0.0.1:8090').describe('address of the ingestor'),
  INFLUX_BUCKET: z.string().default('wellhead').describe('bucket that the ingestor takes writes for'),
  WELLHEAD_HOST: z.string().default('127.0.0.1').describe('address that the demo API listens on'),
  WELLHEAD_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8092).describe('port of the demo API'),
  WELLHEAD_DATA_DIR: z.string().default('./data').describe('folder that keeps by how many weeks dates are moved'),
  WELLHEAD_DEMO_SPEED: z.coerce.number().positive().default(1).describe('demo days a real day'),
});
export type DemoEnv = z.infer<typeof demoEnvSchema>;
