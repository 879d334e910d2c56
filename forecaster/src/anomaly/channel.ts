import { msFromNs, type Series, type Signal } from '@wellhead/contracts';
import { beginChannel, warmUpReadings, type ChannelScale } from './begin-channel.js';
import type { ChannelScores, ChannelState, ChannelSteps } from './score-readings.js';

/** A state and the time of the last reading in it. */
export interface Checkpoint {
  readonly timeNs: bigint;
  readonly state: ChannelState;
}

/**
 * One series that is scored. Readings after the oldest checkpoint are remembered: one that comes late, or is corrected, rewinds the channel to the
 * checkpoint before it and is scored in its place, with all that follow.
 */
export interface Channel extends ChannelScale {
  readonly series: Series;
  readonly signal: Signal;
  readonly seasonSteps: number;
  /** Oldest first, at least one. */
  readonly checkpoints: Checkpoint[];
  /** Times, values and the last score given of the readings after the oldest checkpoint, by time. */
  readonly timeNs: bigint[];
  readonly values: number[];
  readonly z: number[];
  /** How many of them are in `state`. */
  scored: number;
  state: ChannelState;
}

/** Readings of one series by time. */
export interface SeriesTimes {
  readonly timeNs: BigInt64Array;
  readonly values: ArrayLike<number>;
}

const CHECKPOINT_READINGS = 16;
/** So many, so that a reading may be late by at least 128 readings. */
const MOST_CHECKPOINTS = 9;
/** A longer season than this takes too long to learn: the signal is scored without. */
const LONGEST_SEASON_STEPS = 200;

export const seasonOf = ({ seasonSteps }: Pick<Signal, 'seasonSteps'>): number =>
  seasonSteps <= LONGEST_SEASON_STEPS ? seasonSteps : 1;

/** Readings of the past that a new channel begins with, in intervals of its signal. */
export const beginningSteps = (signal: Pick<Signal, 'seasonSteps'>): number => Math.max(400, 12 * seasonOf(signal));

/** A channel that goes on from a checkpoint. */
export const channelFrom = (
  series: Series,
  signal: Signal,
  { centre, unit }: ChannelScale,
  checkpoint: Checkpoint,
): Channel => ({
  series,
  signal,
  seasonSteps: seasonOf(signal),
  centre,
  unit,
  checkpoints: [checkpoint],
  timeNs: [],
  values: [],
  z: [],
  scored: 0,
  state: checkpoint.state,
});

/** A channel that learns from the first of these readings and is to score the others; undefined while there are too few. */
export function newChannel(series: Series, signal: Signal, readings: SeriesTimes): Channel | undefined {
  const seasonSteps = seasonOf(signal);
  const count = warmUpReadings(readings.values, seasonSteps);
  if (count === undefined) return undefined;
  const values = Array.from({ length: count }, (_, at) => readings.values[at] as number);
  const phases = Array.from({ length: count }, (_, at) => phaseOf(readings.timeNs[at] as bigint, signal, seasonSteps));
  const { state, ...scale } = beginChannel(values, phases, seasonSteps);
  const channel = channelFrom(series, signal, scale, { timeNs: readings.timeNs[count - 1] as bigint, state });
  absorb(channel, readings);
  return channel;
}

/** Takes readings in, in any order, known ones too; what is older than the oldest checkpoint is too late and left out. */
export function absorb(channel: Channel, readings: SeriesTimes): void {
  const oldestNs = (channel.checkpoints[0] as Checkpoint).timeNs;
  let changed = channel.scored;
  readings.timeNs.forEach((at, row) => {
    const value = readings.values[row] as number;
    if (at <= oldestNs || !Number.isFinite(value)) return;
    const place = placeOf(channel.timeNs, at);
    if (channel.timeNs[place] === at) {
      if (channel.values[place] === value) return;
      channel.values[place] = value;
    } else {
      channel.timeNs.splice(place, 0, at);
      channel.values.splice(place, 0, value);
      channel.z.splice(place, 0, Number.NaN);
    }
    if (place < changed) changed = place;
  });
  if (changed < channel.scored) rewind(channel, changed);
}

/** Back to the newest checkpoint before a reading. */
function rewind(channel: Channel, place: number): void {
  const { checkpoints, timeNs } = channel;
  while (checkpoints.length > 1 && (checkpoints.at(-1) as Checkpoint).timeNs >= (timeNs[place] as bigint))
    checkpoints.pop();
  const checkpoint = checkpoints.at(-1) as Checkpoint;
  channel.state = checkpoint.state;
  channel.scored = placeOf(timeNs, checkpoint.timeNs + 1n);
}

/** The next readings to score, up to the next checkpoint; undefined when all are. */
export function nextSteps(channel: Channel): ChannelSteps | undefined {
  const { timeNs, values, scored, signal, seasonSteps, centre, unit, state } = channel;
  const count = Math.min(timeNs.length - scored, CHECKPOINT_READINGS - sinceCheckpoint(channel));
  if (count === 0) return undefined;
  const steps = {
    state,
    values: new Float32Array(count),
    elapsed: new Float32Array(count),
    phases: new Float32Array(count),
  };
  let beforeNs = timeNs[scored - 1] ?? (channel.checkpoints[0] as Checkpoint).timeNs;
  for (let at = 0; at < count; at += 1) {
    const ownNs = timeNs[scored + at] as bigint;
    steps.values[at] = within(((values[scored + at] as number) - centre) / unit);
    steps.elapsed[at] = Number(ownNs - beforeNs) / 1e6 / signal.intervalMs;
    steps.phases[at] = phaseOf(ownNs, signal, seasonSteps);
    beforeNs = ownNs;
  }
  return steps;
}

/** Far beyond every bound, and finite in float32: nothing that is not a number gets into a state. */
const within = (scaled: number): number => Math.max(-1e9, Math.min(1e9, scaled));

/** A score of one reading, in the unit of the signal; only those that are new or other than before. */
export interface Score {
  readonly timeNs: bigint;
  readonly z: number;
  readonly cusum: number;
  readonly expected: number;
}

/** Moves the channel on by what was scored and tells the scores that are new. */
export function advance(channel: Channel, { state, z, cusum, expected }: ChannelScores): readonly Score[] {
  const scores: Score[] = [];
  z.forEach((score, step) => {
    const row = channel.scored + step;
    if (Object.is(channel.z[row], score)) return;
    channel.z[row] = score;
    scores.push({
      timeNs: channel.timeNs[row] as bigint,
      z: score,
      cusum: cusum[step] as number,
      expected: (expected[step] as number) * channel.unit + channel.centre,
    });
  });
  channel.scored += z.length;
  channel.state = state;
  if (sinceCheckpoint(channel) === CHECKPOINT_READINGS) {
    // A state of its own: that which came back lies beside those of a whole run, which a checkpoint would keep as long.
    channel.checkpoints.push({ timeNs: channel.timeNs[channel.scored - 1] as bigint, state: state.slice() });
    if (channel.checkpoints.length > MOST_CHECKPOINTS) forgetOldest(channel);
  }
  return scores;
}

function forgetOldest(channel: Channel): void {
  channel.checkpoints.shift();
  const gone = placeOf(channel.timeNs, (channel.checkpoints[0] as Checkpoint).timeNs + 1n);
  for (const column of [channel.timeNs, channel.values, channel.z]) column.splice(0, gone);
  channel.scored -= gone;
}

const sinceCheckpoint = ({ checkpoints, timeNs, scored }: Channel): number =>
  scored - placeOf(timeNs, (checkpoints.at(-1) as Checkpoint).timeNs + 1n);

/** Place in the season by the time of the reading: late and missing ones do not shift it. */
const phaseOf = (timeNs: bigint, { intervalMs }: Signal, seasonSteps: number): number => {
  const step = Math.round(msFromNs(timeNs) / intervalMs);
  return ((step % seasonSteps) + seasonSteps) % seasonSteps;
};

/** First place whose time is not before this one. */
function placeOf(timesNs: readonly bigint[], at: bigint): number {
  let low = 0;
  let high = timesNs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesNs[middle] as bigint) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
