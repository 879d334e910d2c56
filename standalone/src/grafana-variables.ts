import { grafanaChannelShape } from './config.js';

const CHANNEL_VARIABLES = Object.keys(grafanaChannelShape) as (keyof typeof grafanaChannelShape)[];

export interface GrafanaVariables {
  /** Where alerts are delivered: our notification log. */
  readonly notifyUrl: string;
  /** Where ingestor and API answer. */
  readonly httpUrl: string;
  readonly token: string;
  readonly databaseUrl: string;
  readonly analystPassword: string;
  /** Channels that Grafana itself tells of alerts. */
  readonly channels: Readonly<Partial<Record<keyof typeof grafanaChannelShape, string | undefined>>>;
  /** An InfluxDB in place of the embedded store; people's own queries go to it. */
  readonly influx: {
    readonly INFLUX_URL?: string | undefined;
    readonly INFLUX_TOKEN?: string | undefined;
    readonly INFLUX_BUCKET: string;
  };
}

/**
 * What the provisioning files name, for the environment of a Grafana that we start (provisioning/README.md). Of an InfluxDB only where
 * there is one.
 */
export function grafanaVariables(settings: GrafanaVariables): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(settings.databaseUrl);
  const { INFLUX_URL, INFLUX_TOKEN, INFLUX_BUCKET } = settings.influx;
  return {
    WELLHEAD_NOTIFY_URL: settings.notifyUrl,
    WELLHEAD_INTAKE_URL: settings.httpUrl,
    WELLHEAD_API_URL: settings.httpUrl,
    WELLHEAD_TOKEN: settings.token,
    POSTGRES_HOST: `${hostname}:${port === '' ? '5432' : port}`,
    ANALYST_PASSWORD: settings.analystPassword,
    ...Object.fromEntries(
      CHANNEL_VARIABLES.flatMap((name) => {
        const value = settings.channels[name];
        return value ? [[name, value] as const] : [];
      }),
    ),
    ...(INFLUX_URL === undefined ? {} : { INFLUX_URL, INFLUX_TOKEN: INFLUX_TOKEN ?? '', INFLUX_BUCKET }),
  };
}
