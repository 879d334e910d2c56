import { type Environment, type EnvironmentOutcome, readEnvironment } from '@wellhead/contracts';
import { s3EnvShape } from '@wellhead/stores';
import { z } from 'zod';

const millis = (fallback: number, reason: string) =>
  z.coerce.number().int().min(100).max(600_000).default(fallback).describe(reason);

const port = () => z.coerce.number().int().min(0).max(65_535);

/**
 * Environment of the backend as a process of its own. Each name may come as `GF_PLUGIN_<name>` too, since that is all that Grafana hands to a plugin
 * that it starts: `database_url = …` in the section `[plugin.wellhead-datasource]` of grafana.ini.
 */
export const backendEnvSchema = z.object({
  grafana_plugin_type: z.string().optional().describe('set by Grafana for a plugin that it starts itself'),
  WELLHEAD_PLUGIN_PORT: port()
    .optional()
    .describe('port of a service that a locator points at, usually 8091; not given: Grafana starts us'),
  WELLHEAD_HTTP_PORT: port()
    .default(8090)
    .describe('port of the API, of health and metrics, where we run as a service'),
  WELLHEAD_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address that both ports listen on; 0.0.0.0 in a container, whose gRPC port must not be published'),
  WELLHEAD_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('token that may do everything over HTTP; those made in the app work without it'),
  WELLHEAD_TLS_CERT: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file of the certificate chain: the HTTP port serves HTTPS'),
  WELLHEAD_TLS_KEY: z.string().min(1).optional().describe('PEM file of the private key of that certificate'),
  DATABASE_URL: z.url().describe('Postgres: postgres://user:password@host:5432/name'),
  INFLUX_URL: z.url().describe('InfluxDB 2 or 3: http://host:8086'),
  INFLUX_TOKEN: z.string().min(1).describe('token that may read the bucket'),
  INFLUX_ORG: z.string().default('wellhead').describe('organisation in that InfluxDB'),
  INFLUX_BUCKET: z.string().default('wellhead').describe('bucket of that InfluxDB'),
  WELLHEAD_DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of the raw archive, where it is shared with the ingestor'),
  ...s3EnvShape,
  WELLHEAD_QUERY_TIMEOUT_MS: millis(55_000, "ms that a panel's query may take; Grafana's proxy gives up at 60 s"),
  WELLHEAD_ALERT_TIMEOUT_MS: millis(
    14_000,
    "ms that an alert rule's query may take; an evaluation with all that explains it ends at 30 s",
  ),
  WELLHEAD_LIVE_POLL_MS: millis(250, 'ms between two looks for live readings'),
  WELLHEAD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('least level that is logged'),
});
export type BackendEnv = z.infer<typeof backendEnvSchema>;

/** Reads the environment, each variable under its own name or as Grafana hands it on. */
export function readBackendEnv(env: Environment): EnvironmentOutcome<BackendEnv> {
  const names = Object.keys(backendEnvSchema.shape);
  const given = Object.fromEntries(names.map((name) => [name, env[name] || env[`GF_PLUGIN_${name}`]]));
  return readEnvironment(backendEnvSchema, given);
}
