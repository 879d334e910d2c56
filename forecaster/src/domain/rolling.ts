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
export const cutAtZero = (rolling: RollingForecast): RollingForecast => ({
  ...rolling,
  values: rolling.values.map((value) => Math.max(0, value)),
});

/** The forecast issued now. */
export const newestOf = ({ values, horizonSteps }: RollingForecast): Float64Array =>
  values.subarray(values.length - horizonSteps);

/** Keeps the last `cycles` origins. */
export function lastCycles(rolling: RollingForecast, cycles: number): RollingForecast {
  const dropped = rolling.cycles - cycles;
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
  const values = new Float64Array(cycles * first.horizonSteps);
  let firstOrigin = 0;
  for (const part of parts) {
    const kept = lastCycles(part, cycles);
    firstOrigin = Math.max(firstOrigin, kept.firstOrigin);
    kept.values.forEach((value, at) => {
      values[at] = (values[at] as number) + value;
    });
  }
  return { cycles, horizonSteps: first.horizonSteps, values, firstOrigin };
}

/** What came at `step` of the forecast issued at the end of `cycle`: NaN when missing or not yet known. `actual` is the window, as long as the cycles. */
export const cameAt = (actual: Float64Array, cycleSteps: number, cycle: number, step: number): number =>
  actual[(cycle + 1) * cycleSteps + step] ?? Number.NaN;
