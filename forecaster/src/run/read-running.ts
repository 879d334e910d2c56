import { signalId, type RunningState, type Signal } from '@wellhead/contracts';
import type { TelemetryStore } from '@wellhead/stores';
import { whileRunning } from '../domain/running.js';
import type { SignalReadings } from '../domain/window.js';
import type { SignalKey } from './driver-inputs.js';
import { readBetween } from './read-signals.js';

type Stated = SignalKey & Pick<Signal, 'runsWhile'>;

/**
 * Readings without those while their asset stood, of the signals whose pack says when it runs (`runsWhile`); the others as they are. States are read
 * over the same time.
 */
export async function onlyRunning(
  telemetry: TelemetryStore,
  signals: readonly Stated[],
  readings: ReadonlyMap<string, SignalReadings>,
): Promise<ReadonlyMap<string, SignalReadings>> {
  const stated = signals.flatMap((signal) => {
    const own = readings.get(signalId(signal));
    const { runsWhile } = signal;
    return runsWhile && own && own.timesMs.length > 0
      ? [{ id: signalId(signal), own, runsWhile, state: stateOf(signal, runsWhile) }]
      : [];
  });
  if (stated.length === 0) return readings;
  const fromMs = Math.min(...stated.map(({ own }) => own.timesMs[0] as number));
  const untilMs = Math.max(...stated.map(({ own }) => own.timesMs.at(-1) as number)) + 1;
  const keys = new Map(stated.map(({ state }) => [signalId(state), state]));
  const states = await readBetween(telemetry, [...keys.values()], fromMs, untilMs);
  const counted = new Map(readings);
  for (const { id, own, runsWhile, state } of stated) {
    const known = states.get(signalId(state));
    if (known) counted.set(id, whileRunning(own, known, runsWhile));
  }
  return counted;
}

const stateOf = ({ asset }: SignalKey, { measurement, field }: RunningState): SignalKey => ({
  asset,
  measurement,
  field,
});
