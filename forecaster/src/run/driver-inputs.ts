import { signalId, type Driver, type Signal } from '@wellhead/contracts';
import { fillDriver, type KnownInputs } from '../domain/known-inputs.js';
import { countBefore, onGrid, type SignalReadings } from '../domain/window.js';

export type SignalKey = Pick<Signal, 'asset' | 'measurement' | 'field'>;

/** The signals that are read for the drivers of others, and for their plans; each once. */
export function driverSignals(signals: readonly Signal[]): readonly SignalKey[] {
  const keys = new Map<string, SignalKey>();
  for (const signal of signals)
    for (const driver of signal.drivers)
      for (const key of [keyOf(signal, driver), keyOf(signal, { ...driver, ...driver.plan })])
        keys.set(signalId(key), key);
  return [...keys.values()];
}

const keyOf = (
  signal: Signal,
  { asset = signal.asset, measurement, field }: Pick<Driver, 'asset' | 'measurement' | 'field'>,
): SignalKey => ({ asset, measurement, field });

export type InputsOutcome =
  | { readonly kind: 'known'; readonly inputs: KnownInputs }
  /** Calendar alone: at least one driver is not known for all of the horizon. */
  | { readonly kind: 'calendar-only'; readonly inputs: KnownInputs; readonly reason: string };

/**
 * Calendar and drivers of one window. What is measured is taken before `asOfMs` alone; what is planned may lie after it, up to the end of the
 * horizon. A driver that is not known for every step of the horizon leaves all of them out: the model was not fitted for a part.
 */
export function inputsOf(
  signal: Signal,
  readings: ReadonlyMap<string, SignalReadings>,
  {
    asOfMs,
    cutoffMs,
    windowSteps,
  }: { readonly asOfMs: number; readonly cutoffMs: number; readonly windowSteps: number },
): InputsOutcome {
  const { intervalMs: stepMs, horizonSteps } = signal;
  const steps = windowSteps + horizonSteps;
  const drivers: Float64Array[] = [];
  for (const driver of signal.drivers) {
    const measured = signalId(keyOf(signal, driver));
    const planned = signalId(keyOf(signal, { ...driver, ...driver.plan }));
    const onSteps = (id: string, beforeMs: number): Float64Array =>
      stepsOf(readings.get(id), { stepMs, endMs: cutoffMs + horizonSteps * stepMs, steps, beforeMs });
    const values = onSteps(planned, Infinity);
    if (measured !== planned) values.set(onSteps(measured, asOfMs).subarray(0, windowSteps));
    const filled = fillDriver(values, windowSteps, driver.missing);
    if (filled.kind === 'unknown')
      return {
        kind: 'calendar-only',
        inputs: { cutoffMs, stepMs, drivers: [] },
        reason: `driver ${planned} has no value for ${new Date(cutoffMs + (filled.step - windowSteps + 1) * stepMs).toISOString()}`,
      };
    drivers.push(filled.values);
  }
  return { kind: 'known', inputs: { cutoffMs, stepMs, drivers } };
}

/** Readings before `beforeMs` on a grid; those nearer to a step after its end are left out. */
function stepsOf(
  readings: SignalReadings | undefined,
  {
    stepMs,
    endMs,
    steps,
    beforeMs,
  }: { readonly stepMs: number; readonly endMs: number; readonly steps: number; readonly beforeMs: number },
): Float64Array {
  if (!readings) return new Float64Array(steps).fill(Number.NaN);
  const count = countBefore(readings.timesMs, Math.min(beforeMs, endMs + stepMs / 2));
  return onGrid(readings, { intervalMs: stepMs, endMs, steps, count }).values;
}
