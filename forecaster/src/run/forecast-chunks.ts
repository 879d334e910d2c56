import { setImmediate as nextTurn } from 'node:timers/promises';
import { signalId, type Limit, type Signal } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';
import type { SignalReadings } from '../domain/window.js';
import type { Urgency, WorkerPool } from '../workers/worker-pool.js';
import { chunksOf } from './chunks.js';
import { driverSignals, type SignalKey } from './driver-inputs.js';
import { openFingerprint, type Fingerprint } from './fingerprint.js';
import type { Terms } from './follow-configs.js';
import { forecastBatches } from './forecast-batches.js';
import { planBatches, type PlannedBatch, type PlanNote } from './plan-batches.js';
import type { Made } from './publish.js';
import { onlyRunning } from './read-running.js';
import { readDrivers, readSignals } from './read-signals.js';
import type { FailedForecast } from './run-log.js';
import { withTerms } from './with-terms.js';

export interface ForecastTask {
  readonly signals: readonly Signal[];
  termsOf(signal: Signal): Terms;
  readonly limits: readonly Limit[];
  /** Sorted. */
  readonly asOfs: readonly number[];
  readonly urgency: Urgency;
}

export interface ChunkContext {
  readonly telemetry: TelemetryStore;
  readonly workers: WorkerPool;
  /** What is to be known of a batch before a worker gets it. */
  prepare?(batch: PlannedBatch): Promise<PlannedBatch>;
  /** What is to become of the forecasts of a chunk; one chunk after the other. */
  onChunk(made: readonly Made[]): Promise<void>;
  /** Forecasts made or failed so far. */
  onProgress?(forecasts: number): void;
}

export interface ForecastOutcome {
  /** Signals with readings. */
  readonly read: number;
  readonly forecasts: number;
  readonly notes: readonly PlanNote[];
  readonly failed: readonly FailedForecast[];
  readonly dataSha256: string;
  /** Of every published number, whatever the order in which they were made. */
  readonly resultSha256: string;
}

/** Reads, forecasts and hands on chunk by chunk: while one is forecast, the next is read and the one before handed on. */
export async function forecastChunks(task: ForecastTask, context: ChunkContext): Promise<ForecastOutcome> {
  const { asOfs, termsOf, limits, urgency } = task;
  const chunks = chunksOf(task.signals, termsOf, asOfs.length);
  const data = openFingerprint();
  const results: string[] = [];
  const notes: PlanNote[] = [];
  const failed: FailedForecast[] = [];
  let read = 0;
  let forecasts = 0;
  let told = 0;
  const readChunk = async (chunk: readonly Signal[] | undefined): Promise<ChunkReadings> => {
    if (!chunk) return { own: new Map(), drivers: new Map() };
    const span = { firstAsOfMs: asOfs[0] as number, lastAsOfMs: asOfs.at(-1) as number };
    const drivers = driverSignals(chunk);
    const own = await onlyRunning(context.telemetry, chunk, await readSignals(context.telemetry, chunk, span));
    await addReadings(data, chunk, own);
    const ofDrivers = await readDrivers(context.telemetry, chunk, drivers, span);
    await addReadings(data, drivers, ofDrivers);
    return { own, drivers: ofDrivers };
  };
  let handingOn: Promise<void> = Promise.resolve();
  let reading = readChunk(chunks[0]);
  try {
    for (const [at, chunk] of chunks.entries()) {
      const readings = await reading;
      read += readings.own.size;
      reading = readChunk(chunks[at + 1]);
      // Its rejection is met when it is awaited; until then it must not end the process.
      reading.catch(() => undefined);
      const batches = withTerms(planBatches(chunk, readings.own, asOfs, notes, readings.drivers), limits, termsOf);
      const made = await forecastBatches(batches, {
        workers: context.workers,
        urgency,
        prepare: (batch) => context.prepare?.(batch) ?? Promise.resolve(batch),
        onDone: (count) => context.onProgress?.((told += count)),
      });
      failed.push(...made.failed);
      forecasts += made.done.length;
      for (const one of made.done) results.push(resultLine(one));
      await handingOn;
      handingOn = made.done.length > 0 ? context.onChunk(made.done) : Promise.resolve();
      handingOn.catch(() => undefined);
    }
  } finally {
    await Promise.allSettled([reading, handingOn]);
  }
  await handingOn;
  const result = openFingerprint();
  for (const line of results.sort()) result.text(line);
  return { read, forecasts, notes, failed, dataSha256: data.hex(), resultSha256: result.hex() };
}

interface ChunkReadings {
  readonly own: ReadonlyMap<string, SignalReadings>;
  readonly drivers: ReadonlyMap<string, SignalReadings>;
}

/** Signals hashed before other work gets its turn. */
const SIGNALS_A_TURN = 50;

async function addReadings(
  data: Fingerprint,
  signals: readonly SignalKey[],
  readings: ReadonlyMap<string, SignalReadings>,
): Promise<void> {
  for (const [at, signal] of signals.entries()) {
    const known = readings.get(signalId(signal));
    data.text(signalId(signal));
    if (known) {
      data.numbers(known.timesMs);
      data.numbers(known.values);
    }
    if (at % SIGNALS_A_TURN === SIGNALS_A_TURN - 1) await nextTurn();
  }
}

function resultLine({ planned, champion }: Made): string {
  const numbers = openFingerprint();
  numbers.numbers(champion.mean);
  for (const quantile of champion.quantiles) numbers.numbers(quantile);
  return `${signalId(planned.signal)} ${planned.asOfMs} ${champion.model} ${numbers.hex()}`;
}
