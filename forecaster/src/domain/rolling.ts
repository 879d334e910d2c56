import { batchScratch } from './scratch.js';

/** Forecasts of one series from past origins, as a model gave them, and what came: the ground of all scores and intervals. */
export interface RollingForecast {
  readonly cycles: number;
  readonly horizonSteps: number;
  /** Row `cycle` = forecast issued at the end of that cycle, `horizonSteps` numbers; the last row is *the* forecast. */
  readonly values: Float64Array;
  /** First cycle whose row is an honest forecast (did not see its own future when the first states were taken). */
  readonly firstOrigin: number;
}

/** Cut at zero, for what cannot be negative. */
export function cutAtZero(rolling: RollingForecast): RollingForecast {
  // Almost always nothing is below: then nothing is copied.
  if (!isAnywhereBelowZero(rolling.values)) return rolling;
  const values = batchScratch.numbers(rolling.values.length);
  for (let at = 0; at < values.length; at += 1) values[at] = Math.max(0, rolling.values[at] as number);
  return withValues(rolling, values);
}

/** The same origins with other numbers. Written out, and its keys in one order everywhere: all hot functions take objects of this kind, and each further kind costs them. */
export const withValues = (
  { cycles, horizonSteps, firstOrigin }: RollingForecast,
  values: Float64Array,
): RollingForecast => ({ cycles, horizonSteps, values, firstOrigin });

function isAnywhereBelowZero(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at += 1) if (!((values[at] as number) >= 0)) return true;
  return false;
}

/** Whether every number is finite. */
export function isFinite(values: Float64Array): boolean {
  // A number less itself is 0, or no number where it was not finite. Two at once: a sum waits for the one before it.
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [one, next] = [values[at] as number, values[at + 1] as number];
    even += one - one;
    odd += next - next;
  }
  const last = values.at(-1) ?? 0;
  return even + odd + (last - last) === 0;
}

/** The forecast issued now. */
export const newestOf = ({ values, horizonSteps }: RollingForecast): Float64Array =>
  values.subarray(values.length - horizonSteps);

/** Keeps the last `cycles` origins. */
export function lastCycles(rolling: RollingForecast, cycles: number): RollingForecast {
  const dropped = rolling.cycles - cycles;
  if (dropped === 0) return rolling;
  return {
    cycles,
    horizonSteps: rolling.horizonSteps,
    values: rolling.values.subarray(dropped * rolling.horizonSteps),
    firstOrigin: Math.max(0, rolling.firstOrigin - dropped),
  };
}

/** Adds parts, origin by origin; their newest origins are the same instant. As many origins as the shortest part has. */
export function sumOf(parts: readonly RollingForecast[]): RollingForecast {
  const [first] = parts;
  if (!first) throw new Error('a sum needs parts');
  const cycles = Math.min(...parts.map((part) => part.cycles));
  const values = batchScratch.numbers(cycles * first.horizonSteps).fill(0);
  let firstOrigin = 0;
  for (const part of parts) {
    const kept = lastCycles(part, cycles);
    firstOrigin = Math.max(firstOrigin, kept.firstOrigin);
    for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) + (kept.values[at] as number);
  }
  return { cycles, horizonSteps: first.horizonSteps, values, firstOrigin };
}

/** Where in the window the outcome of `step` of the forecast issued at the end of `cycle` stands, or will. */
export const outcomePlace = (cycleSteps: number, cycle: number, step: number): number =>
  (cycle + 1) * cycleSteps + step;

/** What came at `step` of the forecast issued at the end of `cycle`: NaN when missing or not yet known. `actual` is the window, as long as the cycles. */
export function cameAt(actual: Float64Array, cycleSteps: number, cycle: number, step: number): number {
  const at = outcomePlace(cycleSteps, cycle, step);
  return at < actual.length ? (actual[at] as number) : Number.NaN;
}
