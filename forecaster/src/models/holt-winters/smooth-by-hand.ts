import type { SmoothingParameters } from './parameter-grid.js';

/** Holt-Winters as in the README, step by step in doubles: what the graph is held against. For tests. */
export interface HandSmoothed {
  readonly loss: number;
  /** Forecasts at the end of each cycle. */
  readonly rolling: readonly (readonly number[])[];
}

export function smoothByHand(
  series: readonly number[],
  shape: { readonly seasonSteps: number; readonly cycleSteps: number; readonly horizonSteps: number },
  initial: { readonly level: number; readonly trend: number; readonly season: readonly number[] },
  { level: alpha, trend: share, season: seasonShare, seasonal, damping, echo: rho }: SmoothingParameters,
  { clip, initialCycles }: { readonly clip: number; readonly initialCycles: number },
): HandSmoothed {
  let { level, trend } = initial;
  const gamma = seasonShare * (1 - alpha);
  const season = initial.season.map((value) => value * seasonal);
  let echo = 0;
  let loss = 0;
  const rolling: number[][] = [];
  series.forEach((value, step) => {
    const at = step % shape.seasonSteps;
    const expected = level + damping * trend + rho * echo + (season[at] ?? 0);
    const surprise = Number.isNaN(value) ? 0 : value - expected;
    const taken = Math.min(Math.max(surprise, -clip), clip);
    level += damping * trend + alpha * taken;
    trend = damping * trend + alpha * share * taken;
    echo = rho * echo + taken;
    if (season.length > 0) season[at] = (season[at] as number) + gamma * taken;
    if (step >= initialCycles * shape.cycleSteps) loss += taken * surprise;
    if ((step + 1) % shape.cycleSteps !== 0) return;
    let damped = 0;
    rolling.push(
      Array.from({ length: shape.horizonSteps }, (_, ahead) => {
        damped += damping ** (ahead + 1);
        return level + trend * damped + echo * rho ** (ahead + 1) + (season[ahead % shape.seasonSteps] ?? 0);
      }),
    );
  });
  return { loss, rolling };
}

/** First states: a line through the means of the first cycles and the mean distance from them. */
export function initialByHand(
  series: readonly number[],
  { seasonSteps, cycleSteps }: { readonly seasonSteps: number; readonly cycleSteps: number },
  cycles: number,
): { readonly level: number; readonly trend: number; readonly season: readonly number[] } {
  const cyclesOf = Array.from({ length: cycles }, (_, cycle) =>
    series.slice(cycle * cycleSteps, (cycle + 1) * cycleSteps),
  );
  const present = (values: readonly number[]): readonly number[] => values.filter((value) => !Number.isNaN(value));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const points = cyclesOf.flatMap((values, number) =>
    present(values).length > 0 ? [{ number, mean: mean(present(values)), weight: present(values).length }] : [],
  );
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const centre = points.reduce((sum, { number, weight }) => sum + number * weight, 0) / total;
  const middle = points.reduce((sum, point) => sum + point.mean * point.weight, 0) / total;
  const across = points.reduce((sum, { number, weight }) => sum + weight * (number - centre) ** 2, 0);
  const along = points.reduce((sum, point) => sum + point.weight * (point.number - centre) * (point.mean - middle), 0);
  const trend = along / across / cycleSteps;
  const level = middle - trend * (centre * cycleSteps + (cycleSteps + 1) / 2);
  if (seasonSteps === 1) return { level, trend, season: [] };
  const season = Array.from({ length: seasonSteps }, (_, at) => {
    const deviations = cyclesOf.flatMap((values) => {
      const here = mean(present(values));
      return values.flatMap((value, step) => {
        if (step % seasonSteps !== at || Number.isNaN(value)) return [];
        return [value - here - trend * (step - (cycleSteps - 1) / 2)];
      });
    });
    return mean(deviations);
  });
  return { level, trend, season };
}
