import { signalId, type Signal } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';
import { cycleStepsOf, MAX_CYCLES } from '../domain/cycles.js';
import { countBefore, lastReadingBefore, onGrid } from '../domain/window.js';
import type { PooledSeries } from '../global/windows.js';
import type { BatchShape } from '../models/model.js';
import { openFingerprint } from '../run/fingerprint.js';
import { shapeKey } from '../run/plan-batches.js';
import { onlyRunning } from '../run/read-running.js';
import { readBetween } from '../run/read-signals.js';

/** Signals of one season, horizon and interval: what one network can be for. */
export interface Kin {
  readonly shape: BatchShape;
  readonly intervalMs: number;
  readonly signals: readonly Signal[];
}

/** By shape; signals without a horizon are left out. */
export function kinsOf(signals: readonly Signal[]): readonly Kin[] {
  const kins = new Map<string, Signal[]>();
  for (const signal of signals) {
    if (signal.horizonSteps === 0) continue;
    const known = kins.get(shapeKey(signal));
    if (known) known.push(signal);
    else kins.set(shapeKey(signal), [signal]);
  }
  return [...kins.values()].map((own) => {
    const [{ seasonSteps, horizonSteps, intervalMs }] = own as [Signal];
    return { shape: { seasonSteps, horizonSteps, cycleSteps: cycleStepsOf(seasonSteps) }, intervalMs, signals: own };
  });
}

export interface KinSeries extends PooledSeries {
  readonly signal: Signal;
}

export interface Pool {
  readonly series: readonly KinSeries[];
  readonly fromMs: number;
  /** No outcome at or after this time may be learnt from. */
  readonly untilMs: number;
  /** Of signals and values. */
  readonly dataSha256: string;
}

/**
 * Cycles at the end that no training sees: the 60 origins that intervals are learnt from, and 20 on which their coverage is counted. The network that
 * is judged is the one that is published: its scores are honest, and its lessons end so much before the newest reading.
 */
export const HELD_OUT_CYCLES = 80;

/** When the lessons of this kin end: so many cycles before its newest reading. Undefined without readings. */
export async function lessonsEnd(
  telemetry: TelemetryStore,
  { shape, intervalMs, signals }: Kin,
  asOfMs: number,
): Promise<number | undefined> {
  const cycleMs = shape.cycleSteps * intervalMs;
  const readings = await readBetween(telemetry, signals, asOfMs - HELD_OUT_CYCLES * cycleMs, asOfMs);
  const newest = [...readings.values()].map((known) => lastReadingBefore(known, asOfMs) ?? Number.NEGATIVE_INFINITY);
  return newest.length === 0 ? undefined : Math.max(...newest) - HELD_OUT_CYCLES * cycleMs;
}

/** Readings before `untilMs`, as far back as a window of a forecast reaches, on the grid of each series. Nothing later is even read. */
export async function readPool(
  telemetry: TelemetryStore,
  { shape, intervalMs, signals }: Kin,
  untilMs: number,
): Promise<Pool> {
  const fromMs = untilMs - MAX_CYCLES * shape.cycleSteps * intervalMs;
  const readings = await onlyRunning(telemetry, signals, await readBetween(telemetry, signals, fromMs, untilMs));
  const data = openFingerprint();
  const series: KinSeries[] = [];
  for (const signal of signals) {
    const known = readings.get(signalId(signal));
    const cutoffMs = known && lastReadingBefore(known, untilMs);
    if (!known || cutoffMs === undefined) continue;
    const steps = Math.round((cutoffMs - (known.timesMs[0] as number)) / intervalMs) + 1;
    const count = countBefore(known.timesMs, untilMs);
    const { values } = onGrid(known, { intervalMs, endMs: cutoffMs, steps, count });
    data.text(`${signalId(signal)} ${cutoffMs}`);
    data.numbers(values);
    series.push({ signal, values, cutoffMs, stepMs: intervalMs });
  }
  return { series, fromMs, untilMs, dataSha256: data.hex() };
}
