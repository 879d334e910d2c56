import type { RunningState } from '@wellhead/contracts';
import type { SignalReadings } from './window.js';

/**
 * The readings of a signal as far as its asset ran: those while it stood, or had not settled yet after a start, are NaN, that is missing. Their times
 * stay, so that a forecast begins where the readings end. The state holds until its next reading; before its first one all readings count.
 */
export function whileRunning(
  { timesMs, values }: SignalReadings,
  states: SignalReadings,
  { above, settlesMs }: Pick<RunningState, 'above' | 'settlesMs'>,
): SignalReadings {
  const counted = values.slice();
  let next = 0;
  let stands = false;
  let stoodMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < timesMs.length; at += 1) {
    const timeMs = timesMs[at] as number;
    for (; next < states.timesMs.length && (states.timesMs[next] as number) <= timeMs; next += 1) {
      const state = states.values[next] as number;
      if (Number.isNaN(state)) continue;
      // It stood until now, whether it starts with this reading or stands on.
      if (stands) stoodMs = states.timesMs[next] as number;
      stands = state <= above;
    }
    if (stands || timeMs - stoodMs < settlesMs) counted[at] = Number.NaN;
  }
  return { timesMs, values: counted };
}
