import type { FileMapping } from '@wellhead/contracts';
import { signalParts } from './series-heads.js';

/** What a mapping writes: signals as `measurement.field`, and all its measurements, that of names which it does not map among them. */
export function subjectsOf({ readings }: FileMapping): {
  readonly signals: readonly string[];
  readonly measurements: readonly string[];
} {
  if (!readings) return { signals: [], measurements: [] };
  const named = readings.form === 'wide' ? readings.columns : Object.values(readings.signals);
  const signals = [...new Set(named.map(({ signal }) => signal))];
  const measurements = signals.map((signal) => signalParts(signal).measurement);
  const unmapped = readings.form === 'long' && readings.unmapped !== 'refuse' ? [readings.unmapped.measurement] : [];
  return { signals, measurements: [...new Set([...measurements, ...unmapped])] };
}
