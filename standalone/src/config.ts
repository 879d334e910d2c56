import { readEnvironment, type Environment, type EnvironmentOutcome } from '@wellhead/contracts';
import { flowVariablesShape, reportEnvShape } from '@wellhead/pipelines';
import { s3EnvShape, tlsEnvShape } from '@wellhead/stores';
import { z } from 'zod';
import { kafkaEnvShape } from './kafka-config.js';

const port = (fallback: number, reason: string) =>
  z.coerce.number().int().min(1).max(65_535).default(fallback).describe(reason);
const optional = (reason: string) => z.string().optional().describe(reason);

/** Channels that Grafana itself tells of alerts; handed to it as they are. No e-mail: the Grafana that is started here has no mail server. */
export const grafanaChannelShape = {
  GRAFANA_ALERT_TELEGRAM_TOKEN: optional('secret: bot of Telegram by which Grafana itself tells of alerts'),
  GRAFANA_ALERT_TELEGRAM_CHAT: optional('number of the chat that this bot tells'),
  GRAFANA_ALERT_SLACK_URL: optional('secret: incoming webhook of Slack that Grafana itself tells of alerts'),
  GRAFANA_ALERT_WEBHOOK_URL: optional('secret: address that Grafana itself tells of alerts'),
};

/** Environment of `npm start`. `.env.example` is held equal to this by a test. */
export const standaloneEnvSchema = z.object({
  WELLHEAD_HTTP_PORT: port(8090, 'port of writes, API and preview'),
  WELLHEAD_PLUGIN_PORT: port(8091, 'port of the plugin backend (gRPC), loopback only'),
  WELLHEAD_DATA_DIR: z.string().default('./data').describe('folder of everything that is kept'),
  WELLHEAD_TOKEN: optional('token that may do everything; default: made once and kept in the data folder'),
  WELLHEAD_SOURCES: optional('YAML file, or folder of such files, of the sources to take from (MQTT, Kafka …)'),
  ...tlsEnvShape,
  WELLHEAD_DEMO: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off: nobody plays the other side of the packs; they wait for real data'),
  WELLHEAD_DEMO_SPEED: z.coerce
    .number()
    .positive()
    .default(1)
    .describe(
      'demo days a real day: 1 = as in real life, 8640 = a day every 10 seconds, until the demo has caught up with the clock',
    ),
  ...kafkaEnvShape,
  ...flowVariablesShape,
  DATABASE_URL: optional('a Postgres to use instead of the embedded one: postgres://user:password@host:5432/name'),
  INFLUX_URL: optional('an InfluxDB 2 or 3 to use instead of the embedded DuckDB: http://host:8086'),
  INFLUX_TOKEN: optional('token of that InfluxDB, may read and write the bucket'),
  INFLUX_ORG: z.string().default('wellhead').describe('organisation in that InfluxDB'),
  INFLUX_BUCKET: z
    .string()
    .default('wellhead')
    .describe('bucket of that InfluxDB, and the one that clients name when they write'),
  ...s3EnvShape,
  ...reportEnvShape,
  GRAFANA_HOME: optional(
    'folder of an installed Grafana to start with our provisioning; default: `grafana` on the PATH, if there is one',
  ),
  ...grafanaChannelShape,
  WELLHEAD_GRAFANA_PORT: port(3000, 'port of the Grafana that is started for you'),
});
export type StandaloneEnv = z.infer<typeof standaloneEnvSchema>;

/** Reads the settings of `npm start`; every fault is told at once. */
export function readStandaloneEnv(environment: Environment): EnvironmentOutcome<StandaloneEnv> {
  const outcome = readEnvironment(standaloneEnvSchema, environment);
  if (outcome.kind === 'ok' && outcome.env.INFLUX_URL !== undefined && outcome.env.INFLUX_TOKEN === undefined)
    return {
      kind: 'faults',
      faults: ['INFLUX_TOKEN is not set but INFLUX_URL is: set it to a token that may read and write the bucket.'],
    };
  return outcome;
}
