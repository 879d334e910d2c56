import { seriesOf, type Signal } from '@wellhead/contracts';
import type { AnomalyState } from '@wellhead/stores';
import { stateLength } from './channel-state.js';
import { channelFrom, seasonOf, type Channel, type Checkpoint } from './channel.js';

/** A channel as it is kept: its oldest checkpoint, from which it goes on after a restart. */
export const stateOf = ({ series, signal, seasonSteps, centre, unit, checkpoints }: Channel): AnomalyState => {
  const { timeNs, state } = checkpoints[0] as Checkpoint;
  return {
    asset: signal.asset,
    measurement: series.measurement,
    field: series.field,
    tags: series.tags,
    timeNs,
    intervalMs: signal.intervalMs,
    seasonSteps,
    centre,
    unit,
    state: Array.from(state),
  };
};

/** Undefined where what was kept no longer fits: of another version of the graph, or of a signal with another interval or season since. */
export function channelOf(
  { tags, measurement, field, intervalMs, seasonSteps, centre, unit, state, timeNs }: AnomalyState,
  signal: Signal,
): Channel | undefined {
  if (state.length !== stateLength(seasonSteps)) return undefined;
  if (signal.intervalMs !== intervalMs || seasonOf(signal) !== seasonSteps) return undefined;
  const series = seriesOf(measurement, tags, field, 'float');
  return channelFrom(series, signal, { centre, unit }, { timeNs, state: Float32Array.from(state) });
}
