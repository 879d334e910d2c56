import { type Environment, type EnvironmentOutcome, readEnvironment } from '@wellhead/contracts';
import { s3EnvShape } from '@wellhead/stores';
import { z } from 'zod';
import type { NotifyConfig } from './notify/notify.js';
import type { DeliveryConfig } from './reports/deliver.js';

/** Where reports and alerts are sent, for whoever runs the flows. */
/** What flows of packs have in braces, such as {exchange}: where they fetch from. */
export const flowVariablesShape = {
  WELLHEAD_FLOW_VARIABLES: z
    .string()
    .regex(/^[a-z][a-z0-9_]*=[^,]+(,[a-z][a-z0-9_]*=[^,]+)*$/, 'expected name=value, with commas between several')
    .optional()
    .transform((text) =>
      Object.fromEntries(
        (text?.split(',') ?? []).map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), pair.slice(at + 1).replace(/\/$/, '')];
        }),
      ),
    )
    .describe('what flows of packs have in braces: exchange=https://exchange.example.org,demo_api=http://host:8092'),
};

export const reportEnvShape = {
  SMTP_URL: z
    .url()
    .optional()
    .describe('secret: mail server for reports: smtp://user:password@host:587; default: no mail'),
  REPORT_MAIL_FROM: z.string().optional().describe('sender of reports: Wellhead <wellhead@example.org>'),
  REPORT_WEBHOOK_URL: z.url().optional().describe('secret: address that is told of each report that was made'),
  ALERT_WEBHOOK_URL: z
    .url()
    .optional()
    .describe('secret: address that is told of alerts, where Settings has it on: status, title, message'),
  ALERT_SLACK_URL: z
    .url()
    .optional()
    .describe('secret: incoming webhook of a channel of Slack, told of alerts where Settings has it on'),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .optional()
    .describe('secret: bot of Telegram that tells the chats in Settings of alerts'),
};

/** Environment of the pipelines as a service of their own. `.env.example` and docker-compose.yml name the same variables. */
export const pipelinesEnvSchema = z.object({
  DATABASE_URL: z.string().min(1).describe('Postgres of Wellhead: postgres://user:password@host:5432/name'),
  INFLUX_URL: z.string().min(1).describe('InfluxDB 2 or 3 that holds the readings: http://host:8086'),
  INFLUX_TOKEN: z.string().min(1).describe('token of that InfluxDB, may read the bucket'),
  INFLUX_ORG: z.string().default('wellhead').describe('organisation in that InfluxDB'),
  INFLUX_BUCKET: z.string().default('wellhead').describe('bucket of that InfluxDB, and the one that flows write to'),
  WELLHEAD_HOST: z.string().default('127.0.0.1').describe('address that health and metrics listen on'),
  WELLHEAD_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8090).describe('port of health and metrics'),
  WELLHEAD_INGEST_URL: z
    .url()
    .transform((url) => url.replace(/\/$/, ''))
    .describe('address of the ingestor, which flows send their rows and readings to: http://host:8090'),
  WELLHEAD_TOKEN: z.string().min(1).describe('token that may write'),
  WELLHEAD_PACKS_DIR: z.string().default('./packs').describe('folder that holds a folder for each pack'),
  WELLHEAD_PACKS: z
    .string()
    .default('retail-sales')
    .transform((names) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .describe('packs to run, by name, with commas between them'),
  ...flowVariablesShape,
  WELLHEAD_DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of the raw archive, unless S3 holds it, and of files on their way'),
  ...s3EnvShape,
  ...reportEnvShape,
  ANALYST_PASSWORD: z
    .string()
    .optional()
    .describe('password of the read-only Postgres user "analyst"; without it the user is not made'),
});
export type PipelinesEnv = z.infer<typeof pipelinesEnvSchema>;

export const readPipelinesEnv = (env: Environment): EnvironmentOutcome<PipelinesEnv> =>
  readEnvironment(pipelinesEnvSchema, env);

/** Where alerts are sent by the environment. */
export const notifyConfigOf = (env: Pick<PipelinesEnv, keyof typeof reportEnvShape>): NotifyConfig => ({
  smtpUrl: env.SMTP_URL,
  mailFrom: env.REPORT_MAIL_FROM,
  webhookUrl: env.ALERT_WEBHOOK_URL,
  slackUrl: env.ALERT_SLACK_URL,
  telegramToken: env.TELEGRAM_BOT_TOKEN,
});

/** Where reports are sent by the environment. */
export const deliveryOf = (env: Pick<PipelinesEnv, keyof typeof reportEnvShape>): DeliveryConfig => ({
  smtpUrl: env.SMTP_URL,
  mailFrom: env.REPORT_MAIL_FROM,
  webhookUrl: env.REPORT_WEBHOOK_URL,
});
