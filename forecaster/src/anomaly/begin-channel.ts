import { candidatesOf, learntLength, STATE, stateLength } from './channel-state.js';
import type { ChannelState } from './score-readings.js';
import { USUAL_TAIL } from './score-step.js';

/** What turns readings into the numbers that are scored: in doubles, so that 1e12 ± 1 keeps its shape. */
export interface ChannelScale {
  readonly centre: number;
  readonly unit: number;
}
export interface Beginning extends ChannelScale {
  readonly state: ChannelState;
}

/** Readings that a channel learns from before it scores at the least: two seasons, and enough to know a spread by. */
const leastReadings = (seasonSteps: number): number => Math.max(20, 2 * seasonSteps + 6);
/** A signal that is 0 most of the time has no scale before it was something else so often. */
const LEAST_OTHER_THAN_ZERO = 5;

/** Readings of these, the oldest first, that a channel learns from before it scores; undefined while there are too few. */
export function warmUpReadings(values: ArrayLike<number>, seasonSteps: number): number | undefined {
  let others = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (values[at] !== 0) others += 1;
    if (others >= LEAST_OTHER_THAN_ZERO && at + 1 >= leastReadings(seasonSteps)) return at + 1;
  }
  return undefined;
}

/** A signal that never moved gets this share of its value as its spread. */
const SHARE_OF_VALUE = 0.001;
/** One value in 250 passes this many times what one in fifty does, of normal numbers. */
const FAR_OVER_TAIL = 2.88 / 2.33;

/**
 * Scale and state after the readings of the warm-up: the median as level, the mean distance of each place of the season as season, the mean
 * absolute remainder as spread. `phases` says where in the season each reading stands.
 */
export function beginChannel(values: readonly number[], phases: readonly number[], seasonSteps: number): Beginning {
  const centre = medianOf(values);
  const season = Array.from({ length: seasonSteps }, (_, place) =>
    seasonSteps === 1
      ? 0
      : medianOf(values.filter((_value, at) => phases[at] === place).map((value) => value - centre)),
  );
  const remainders = values.map((value, at) => Math.abs(value - centre - (season[phases[at] as number] as number)));
  const mean = remainders.reduce((sum, one) => sum + one, 0) / remainders.length;
  // A season taken from two readings a place fits them better than it will the next: the remainder is scaled up for it.
  const spread = mean * Math.sqrt(Math.PI / 2) * Math.sqrt(values.length / Math.max(1, values.length - seasonSteps));
  const size = Math.max(...values.map(Math.abs));
  // Rounding is no spread, and numbers as small as 1e-300 would scale what comes next beyond float32.
  const unit = spread > Math.max(size * 1e-9, 1e-12) ? spread : Math.max(size * SHARE_OF_VALUE, 1e-12);
  const state = new Float32Array(stateLength(seasonSteps));
  const tail = tailOf(remainders.map((remainder) => remainder / unit));
  const known: Partial<Record<(typeof STATE)[number], number>> = {
    readings: values.length,
    spread: 1,
    slow_spread: 1,
    least_spread: stepOf(values) / 2 / unit,
    tail,
    far_tail: FAR_OVER_TAIL * tail,
    sum_variance: 1,
    variance: 1,
  };
  STATE.forEach((name, place) => (state[place] = known[name] ?? 0));
  // No candidate has been wrong yet more than another.
  const candidates = candidatesOf(seasonSteps).length;
  state.fill(1, STATE.length + 2 * candidates, STATE.length + 3 * candidates);
  state.set(
    season.map((distance) => distance / unit),
    learntLength(seasonSteps),
  );
  return { centre, unit, state };
}

/** The largest of a few dozen is about what one in fifty passes. */
const tailOf = (distances: readonly number[]): number => Math.max(USUAL_TAIL, ...distances.map((one) => 0.8 * one));

/** The smallest step between two of these values: the resolution of a signal that is rounded, next to nothing for others; 0 where all are one. */
function stepOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const steps = sorted
    .slice(1)
    .flatMap((value, at) => (value > (sorted[at] as number) ? [value - (sorted[at] as number)] : []));
  return steps.length === 0 ? 0 : Math.min(...steps);
}

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
