import { type Environment, type EnvironmentOutcome, readEnvironment } from '@wellhead/contracts';
import { standaloneEnvSchema } from '@wellhead/standalone/config';
import { z } from 'zod';

/** Settings of the command: those of `npm start`, and where the running services are. */
export const cliEnvSchema = standaloneEnvSchema
  .pick({
    WELLHEAD_HTTP_PORT: true,
    WELLHEAD_DATA_DIR: true,
    WELLHEAD_TOKEN: true,
    WELLHEAD_FLOW_VARIABLES: true,
    DATABASE_URL: true,
    INFLUX_URL: true,
    INFLUX_TOKEN: true,
    INFLUX_ORG: true,
    INFLUX_BUCKET: true,
  })
  .extend({
    WELLHEAD_URL: z
      .url()
      .transform((url) => url.replace(/\/$/, ''))
      .optional()
      .describe('address of the API that `wellhead` asks; default: this machine at WELLHEAD_HTTP_PORT'),
    WELLHEAD_INGEST_URL: z
      .url()
      .transform((url) => url.replace(/\/$/, ''))
      .optional()
      .describe('address of the ingestor, where it is not that of the API: http://ingestor:8090'),
    WELLHEAD_PACKS_DIR: z
      .string()
      .optional()
      .describe('folder that holds a folder for each pack; default: the one beside the code'),
    WELLHEAD_PACKS: z
      .string()
      .optional()
      .describe('packs, by name, with commas between them; default: all in that folder'),
  });
export type Settings = z.infer<typeof cliEnvSchema>;

export const readSettings = (environment: Environment): EnvironmentOutcome<Settings> =>
  readEnvironment(cliEnvSchema, environment);

/** Where the API of the running service is. */
export const apiUrlOf = (settings: Settings): string =>
  settings.WELLHEAD_URL ?? `http://127.0.0.1:${settings.WELLHEAD_HTTP_PORT}`;

/** Where writes go. */
export const ingestUrlOf = (settings: Settings): string => settings.WELLHEAD_INGEST_URL ?? apiUrlOf(settings);
