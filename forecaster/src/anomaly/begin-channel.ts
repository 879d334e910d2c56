import { NORMAL_TAIL, STATE } from './score-graph.js';
import type { ChannelState } from './score-readings.js';

/** What turns readings into the numbers that are scored: in doubles, so that 1e12 ± 1 keeps its shape. */
export interface ChannelScale {
  readonly centre: number;
  readonly unit: number;
}
export interface Beginning extends ChannelScale {
  readonly state: ChannelState;
}

/** Readings that a channel learns from before it scores: two seasons, and enough to know a spread by. */
export const warmUpReadings = (seasonSteps: number): number => Math.max(20, 2 * seasonSteps + 6);

/** A signal that never moved gets this share of its value as its spread. */
const SHARE_OF_VALUE = 0.001;

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
  const state = new Float32Array(STATE.length + seasonSteps);
  state[STATE.indexOf('spread')] = 1;
  state[STATE.indexOf('tail')] = tailOf(remainders.map((remainder) => remainder / unit));
  state.set(
    season.map((distance) => distance / unit),
    STATE.length,
  );
  return { centre, unit, state };
}

/** The largest of a few dozen is about what one in fifty passes. */
const tailOf = (distances: readonly number[]): number => Math.max(NORMAL_TAIL, ...distances.map((one) => 0.8 * one));

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
