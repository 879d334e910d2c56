import { z } from 'zod';
import type { GrafanaApi } from '../grafana-api.js';
import { SOURCE } from './grafana-of-run.js';

/** A signal that is forecast to rise above its newest reading, and a limit between the two: not breached, but it will be. */
export interface RisingSignal {
  readonly asset: string;
  readonly signal: string;
  /** Its high limit as it is. */
  readonly usual: number;
  readonly between: number;
}

const limitsSchema = z.array(
  z.object({
    asset: z.string(),
    measurement: z.string(),
    field: z.string(),
    kind: z.string(),
    value: z.number(),
  }),
);
const seriesSchema = z.object({
  results: z.record(
    z.string(),
    z.object({
      frames: z.array(
        z.object({
          data: z.object({ values: z.array(z.array(z.number().nullable())) }),
        }),
      ),
    }),
  ),
});

const DATA_SOURCE = { type: 'wellhead-datasource', uid: 'wellhead' };
const FORECAST = {
  refId: 'F',
  queryType: 'forecast',
  quantiles: [0.5],
  nextHours: 14 * 24,
};
const READINGS = { refId: 'R', queryType: 'telemetry', aggregate: 'last' };

/** The first that there is; undefined when no signal with a high limit is forecast to rise. */
export async function findRising(grafana: GrafanaApi): Promise<RisingSignal | undefined> {
  const limits = await grafana.get(`${SOURCE}/resources/limits`, limitsSchema);
  for (const { asset, measurement, field, kind, value: usual } of limits) {
    if (kind !== 'high') continue;
    const signal = `${measurement}.${field}`;
    const [forecast, readings] = await Promise.all(
      [FORECAST, READINGS].map((query) => valuesOf(grafana, query, asset, signal)),
    );
    const newest = readings?.at(-1);
    const top = Math.max(...(forecast ?? []));
    if (newest !== undefined && top > newest && top < usual)
      return { asset, signal, usual, between: (newest + top) / 2 };
  }
  return undefined;
}

async function valuesOf(grafana: GrafanaApi, query: object, asset: string, signal: string): Promise<number[]> {
  const asked = {
    ...query,
    datasource: DATA_SOURCE,
    assets: [asset],
    signals: [signal],
    intervalMs: 3_600_000,
    maxDataPoints: 400,
  };
  const { results } = await grafana.send(
    'POST',
    '/api/ds/query',
    { from: 'now-14d', to: 'now', queries: [asked] },
    seriesSchema,
  );
  return Object.values(results)
    .flatMap(({ frames }) => frames[0]?.data.values.at(-1) ?? [])
    .filter((value) => value !== null);
}
