import { configMatcher, signalId } from '@wellhead/contracts';
import { openCatalogue, openModelRegistry, type Stores } from '@wellhead/stores';
import { compareForecasters, type BackTestOutcome, type SeriesProgress } from '../run/compare-forecasters.js';
import { numbersHash } from '../run/fingerprint.js';
import { readBetween } from '../run/read-signals.js';
import { rivalOf, type Trial } from '../run/trial.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { askForecasters } from './ask-forecasters.js';
import type { GuardedModels } from './guarded-models.js';
import {
  isForecaster,
  isSoftSensor,
  loadModel,
  type LoadedForecaster,
  type LoadedModel,
  type LoadedSoftSensor,
} from './load-models.js';
import { inputSignal } from './input-signal.js';
import { biasCourse } from '../soft-sensors/bias.js';
import { sampleRows } from './sensor-rows.js';

export interface BackTestContext {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly workers: WorkerPool;
  readonly guarded: GuardedModels;
}

/** Tries a brought model on what is known at the time of the trial, beside the naive forecast and the champion of its name. */
export async function backTest(
  model: LoadedModel,
  context: BackTestContext,
  trial: Trial,
  onProgress: SeriesProgress,
): Promise<BackTestOutcome> {
  const nowMs = trial.asOfMs;
  const registry = openModelRegistry(context.stores.pool);
  const champion = await rivalOf(registry, model.manifest.name, trial);
  const other = champion?.version === model.registered.version ? undefined : await loadModel(registry, champion);
  const championNow = champion?.version ?? null;
  if (isForecaster(model)) {
    const incumbent = other && isForecaster(other) ? other : undefined;
    return testForecaster(model, { incumbent, championNow }, context, nowMs, onProgress);
  }
  if (isSoftSensor(model)) {
    // One series: what is worth waiting for is to read it.
    onProgress(0, 1);
    const incumbent = other && isSoftSensor(other) ? other : undefined;
    const outcome = await testSoftSensor(model, { incumbent, championNow }, context, nowMs);
    onProgress(1, 1);
    return outcome;
  }
  return { kind: 'untested', reason: 'it is of no kind that can be tried' };
}

/** What a version is tried against, and which version is champion of its name. */
interface Rival<Model> {
  readonly incumbent: Model | undefined;
  readonly championNow: number | null;
}

async function testForecaster(
  model: LoadedForecaster,
  { incumbent, championNow }: Rival<LoadedForecaster>,
  { stores, workers, guarded }: BackTestContext,
  nowMs: number,
  onProgress: SeriesProgress,
): Promise<BackTestOutcome> {
  const { manifest } = model;
  const isFor = configMatcher(manifest);
  const signals = (await openCatalogue(stores.pool).signals()).filter(
    (signal) => signal.horizonSteps > 0 && signal.intervalMs === manifest.intervalMs && isFor(signal),
  );
  const contenders = incumbent ? [model, incumbent] : [model];
  return compareForecasters(
    {
      signals,
      id: model.id,
      incumbentId: incumbent?.id,
      incumbent: championNow,
      asOfMs: nowMs,
      onProgress,
      prepare: (batch) => askForecasters(batch, contenders, guarded, { leastOrigins: 1 }),
    },
    { telemetry: stores.telemetry, workers },
  );
}

/** How far back a soft sensor is tried, in its steps. */
const STEPS_BACK = 20_000;

/** Beside what was measured of the same quantity: the value of the step in which it was, and the measurement before it. */
async function testSoftSensor(
  model: LoadedSoftSensor,
  { incumbent, championNow }: Rival<LoadedSoftSensor>,
  { stores, guarded }: BackTestContext,
  nowMs: number,
): Promise<BackTestOutcome> {
  const { reference, inputs, intervalMs } = model.manifest;
  if (!reference)
    return {
      kind: 'untested',
      reason: 'its manifest names no reference: nothing was measured that it could be compared with',
    };
  if (incumbent && JSON.stringify(incumbent.manifest.inputs.map(signalId)) !== JSON.stringify(inputs.map(signalId)))
    return {
      kind: 'untested',
      reason: `the champion ${incumbent.id} takes other inputs: give this one a name of its own`,
    };
  const toMs = Math.floor(nowMs / intervalMs) * intervalMs;
  const fromMs = toMs - STEPS_BACK * intervalMs;
  const target = inputSignal({ ...reference, unit: '', low: 0, high: 0 }, intervalMs);
  const measured = [...(await readBetween(stores.telemetry, [target], fromMs, toMs)).values()][0];
  if (!measured || measured.values.length < 2)
    return { kind: 'untested', reason: 'fewer than two values of its reference are known' };
  const signals = inputs.map((input) => inputSignal(input, intervalMs));
  const readings = await readBetween(stores.telemetry, signals, fromMs, toMs);
  // Learnt from what came before: only what came later says how good it is.
  const seenUntilMs = Math.max(model.manifest.trainedUntilMs ?? 0, incumbent?.manifest.trainedUntilMs ?? 0);
  const samples = sampleRows(model.manifest, readings, measured, fromMs, toMs);
  const judged = samples.timesMs.flatMap((timeMs, at) => (at > 0 && timeMs >= seenUntilMs ? [at] : []));
  if (judged.length === 0)
    return {
      kind: 'untested',
      reason: `no value of its reference ${seenUntilMs > 0 ? 'came since it was trained and ' : ''}falls into a step with all inputs`,
    };
  const values = samples.inputs.subarray((judged[0] as number) * inputs.length);
  const errorOf = async (one: LoadedSoftSensor): Promise<number | string> => {
    const outcome = await guarded.run(one, values, judged.length);
    if (outcome.kind === 'failed') return outcome.reason;
    const without = outcome.values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
    if (without > 0)
      return `it gives numbers that are none (NaN, infinite) for ${without} of ${judged.length} values of its reference`;
    const compared = judged.map((sample, at) => ({
      timeMs: samples.timesMs[sample] as number,
      model: outcome.values[at] as number,
      measured: samples.measured[sample] as number,
    }));
    return mean(biasCourse(compared, one.manifest.biasWeight ?? 0).map(({ deviation }) => Math.abs(deviation)));
  };
  const error = await errorOf(model);
  if (typeof error === 'string') return { kind: 'untested', reason: error };
  const incumbentError = incumbent ? await errorOf(incumbent) : null;
  if (typeof incumbentError === 'string') return { kind: 'untested', reason: `the champion failed: ${incumbentError}` };
  return {
    kind: 'tested',
    backTest: {
      error,
      naiveError: mean(
        judged.map((at) => Math.abs((samples.measured[at] as number) - (samples.measured[at - 1] as number))),
      ),
      incumbentError,
      incumbent: championNow,
      series: 1,
      origins: judged.length,
      untilMs: nowMs,
    },
    read: { fromMs, dataSha256: numbersHash(samples.timesMs, samples.inputs, samples.measured) },
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
