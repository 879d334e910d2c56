import { signalId, signalSchema, type Reproduction } from '@wellhead/contracts';
import { findReproduction, openModelRegistry, openRuns } from '@wellhead/stores';
import { z } from 'zod';
import { askForecasters, CALIBRATION_ORIGINS } from '../brought/ask-forecasters.js';
import type { BackTestContext } from '../brought/back-test.js';
import { isForecaster, loadModel, type LoadedForecaster } from '../brought/load-models.js';
import { loadNetwork, withNetworks, type LoadedNetwork } from '../global/champion-networks.js';
import { changesSince } from './changes-since.js';
import { forecastChunks, type ForecastOutcome, type ForecastTask } from './forecast-chunks.js';
import { reachMs } from './read-signals.js';
import { versionsNow } from './versions.js';
import { workAsRun, type RunContext } from './work-as-run.js';

/** What was asked for, complete: neither catalogue nor configurations are looked at again. */
const runConfigurationSchema = z.object({
  asOfMs: z.array(z.number().int()).min(1),
  /** Networks that took part. */
  networks: z.array(z.object({ name: z.string(), version: z.number().int() })).default([]),
  /** Brought forecasters that were asked. */
  brought: z.array(z.object({ name: z.string(), version: z.number().int() })).default([]),
  signals: z.array(
    signalSchema.extend({
      priority: z.enum(['high', 'normal', 'low']),
      config: z.string().optional(),
      models: z.array(z.string()).optional(),
    }),
  ),
});

/** The record of a run, as it is kept. */
export function reproductionOf(
  { signals, termsOf, asOfs }: ForecastTask,
  { dataSha256, resultSha256 }: Pick<ForecastOutcome, 'dataSha256' | 'resultSha256'>,
  models: { readonly networks: readonly LoadedNetwork[]; readonly brought: readonly LoadedForecaster[] },
): Reproduction {
  const versionsOf = (of: readonly (LoadedNetwork | LoadedForecaster)[]) =>
    of.map(({ registered: { name, version } }) => ({ name, version }));
  const configuration: z.infer<typeof runConfigurationSchema> = {
    asOfMs: [...asOfs],
    networks: versionsOf(models.networks),
    brought: versionsOf(models.brought),
    signals: signals.map((signal) => {
      const { config, models, priority } = termsOf(signal);
      return { ...signal, priority, ...(config ? { config } : {}), ...(models ? { models } : {}) };
    }),
  };
  return {
    fromMs: (asOfs[0] as number) - Math.max(0, ...signals.map(reachMs)),
    untilMs: asOfs.at(-1) as number,
    dataSha256,
    // Local models leave nothing to chance.
    seed: null,
    configuration,
    versions: { ...versionsNow() },
    resultSha256,
  };
}

export type Rerun =
  /** To the last digit. */
  | { readonly kind: 'identical'; readonly forecasts: number }
  /** `reasons`: what is no longer as it was. */
  | { readonly kind: 'different'; readonly forecasts: number; readonly reasons: readonly string[] }
  | { readonly kind: 'unknown' }
  /** The run is there, but kept nothing to do it again by. */
  | { readonly kind: 'no-record'; readonly state: string };

/** How a run that does another one again begins. */
export const rerunOf = (runId: string) =>
  ({ kind: 'model', name: 'rerun', reason: `rerun of ${runId}`, detail: { rerunOf: runId } }) as const;

/** Does a forecast run again from its record, as a run of its own, and compares the numbers. Publishes nothing. */
export async function rerunForecast(runId: string, context: BackTestContext & RunContext): Promise<Rerun> {
  const { pool } = context.stores;
  const run = await openRuns(pool).get(runId);
  if (!run) return { kind: 'unknown' };
  const record = await findReproduction(pool, runId);
  if (!record) return { kind: 'no-record', state: run.state };
  return workAsRun(rerunOf(runId), context, async (_, tell) => {
    const answer = await forecastAgain(record, context, (done, total) =>
      tell({ phase: 'rerun', phasesDone: 0, phases: 1, subject: run.name, of: 'forecasts', done, total }),
    );
    return { answer, detail: { ...answer } };
  });
}

async function forecastAgain(
  record: Reproduction,
  { stores, workers, guarded }: BackTestContext,
  onProgress: (done: number, total: number) => void,
): Promise<Rerun> {
  const { asOfMs, signals, networks, brought } = runConfigurationSchema.parse(record.configuration);
  const registry = openModelRegistry(stores.pool);
  const loaded = await Promise.all(
    networks.map(async ({ name, version }) => loadNetwork(registry, await registry.get(name, version))),
  );
  const known = loaded.filter((network) => network !== undefined);
  const guests = await Promise.all(
    brought.map(async ({ name, version }) => loadModel(registry, await registry.get(name, version))),
  );
  const forecasters = guests.filter((model) => model !== undefined).filter(isForecaster);
  const asked = signals.length * asOfMs.length;
  onProgress(0, asked);
  const bySignal = new Map(signals.map((signal) => [signalId(signal), signal]));
  const outcome = await forecastChunks(
    {
      signals,
      termsOf: (signal) => {
        const { priority, models } = bySignal.get(signalId(signal)) as (typeof signals)[number];
        return { priority, ...(models ? { models } : {}) };
      },
      limits: [],
      asOfs: asOfMs,
      urgency: 'awaited',
    },
    {
      telemetry: stores.telemetry,
      workers,
      prepare: (batch) =>
        askForecasters(withNetworks(batch, known), forecasters, guarded, { leastOrigins: CALIBRATION_ORIGINS }),
      onChunk: () => Promise.resolve(),
      onProgress: (done) => onProgress(done, asked),
    },
  );
  onProgress(asked, asked);
  const { forecasts, dataSha256, resultSha256 } = outcome;
  if (resultSha256 === record.resultSha256) return { kind: 'identical', forecasts };
  return { kind: 'different', forecasts, reasons: changesSince(record, dataSha256) };
}
