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
          schema: z.object({ fields: z.array(z.object({ labels: z.record(z.string(), z.string()).optional() })) }),
          data: z.object({ values: z.array(z.array(z.number().nullable())) }),
        }),
      ),
    }),
  ),
});

const DATA_SOURCE = { type: 'wellhead-datasource', uid: 'wellhead' };
const FORECAST = { queryType: 'forecast', quantiles: [0.5], nextHours: 14 * 24 };
const NEWEST = { queryType: 'telemetry', aggregate: 'newest' };

/** Numbers of one series by its signal. */
type Series = ReadonlyMap<string, readonly number[]>;

/** The one that rises most beside its limit, so that the next forecast still says so; undefined when no signal with a high limit is forecast to rise. */
export async function findRising(grafana: GrafanaApi): Promise<RisingSignal | undefined> {
  const limits = (await grafana.get(`${SOURCE}/resources/limits`, limitsSchema)).filter(({ kind }) => kind === 'high');
  const names = limits.map(({ measurement, field }) => `${measurement}.${field}`);
  const asked = { assets: [...new Set(limits.map(({ asset }) => asset))], signals: [...new Set(names)] };
  const forecasts = await seriesOf(grafana, { ...FORECAST, ...asked });
  const readings = await seriesOf(grafana, { ...NEWEST, ...asked });
  const rising = limits.flatMap(({ asset, value: usual }, at) => {
    const signal = names[at] ?? '';
    const id = `${asset} ${signal}`;
    const newest = readings.get(id)?.at(-1);
    const top = Math.max(...(forecasts.get(id) ?? []));
    if (newest === undefined || top <= newest || top >= usual) return [];
    return [{ asset, signal, usual, between: (newest + top) / 2, rise: (top - newest) / Math.abs(usual) }];
  });
  return rising.sort((a, b) => b.rise - a.rise)[0];
}

async function seriesOf(grafana: GrafanaApi, query: object): Promise<Series> {
  const asked = { refId: 'A', datasource: DATA_SOURCE, intervalMs: 3_600_000, maxDataPoints: 400, ...query };
  const range = { from: 'now-14d', to: 'now' };
  const { results } = await grafana.send('POST', '/api/ds/query', { ...range, queries: [asked] }, seriesSchema);
  return new Map(
    Object.values(results)
      .flatMap(({ frames }) => frames)
      .map(({ schema, data }) => {
        const { asset, signal } = schema.fields.at(-1)?.labels ?? {};
        return [`${asset} ${signal}`, (data.values.at(-1) ?? []).filter((value) => value !== null)];
      }),
  );
}
