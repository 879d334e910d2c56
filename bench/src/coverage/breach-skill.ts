import { signalSchema } from '@wellhead/contracts';
import { predictBreaches } from '@wellhead/forecaster';
import type { OurForecast } from '../forecast/ours.js';
import type { Pair, PairSet } from '../forecast/pairs.js';

export interface BreachSkill {
  /** 1 − Brier score over that of always saying the share of breaches that came; undefined where nothing was shown or all came alike. */
  readonly skill: number | undefined;
  /** Predictions that the product shows, and how many of them came. */
  readonly judged: number;
  readonly events: number;
  readonly notShown: number;
}

const HOUR_MS = 3_600_000;

/**
 * A limit that is crossed in about one of five horizons: the mean of the last season and as much above it as 80 of 100 horizons before
 * stayed below. Of what is known at the origin alone.
 */
export function limitOf({ known, came }: Pair, seasonSteps: number): number {
  const rises: number[] = [];
  const horizon = came.length;
  for (let origin = known.length - horizon; origin >= seasonSteps; origin -= horizon)
    rises.push(
      Math.max(...known.subarray(origin, origin + horizon)) - meanOf(known.subarray(origin - seasonSteps, origin)),
    );
  rises.sort((a, b) => a - b);
  return meanOf(known.subarray(known.length - seasonSteps)) + (rises[Math.floor(0.8 * rises.length)] ?? 0);
}

/** What the probabilities of crossing those limits were worth, as far as they are shown. */
export function breachSkill({ horizonSteps, seasonSteps }: PairSet, forecasts: readonly OurForecast[]): BreachSkill {
  const instants = new Map<number, OurForecast[]>();
  for (const forecast of forecasts) {
    const known = instants.get(forecast.pair.origin);
    if (known) known.push(forecast);
    else instants.set(forecast.pair.origin, [forecast]);
  }
  let squares = 0;
  let events = 0;
  let judged = 0;
  let asked = 0;
  for (const [origin, together] of instants) {
    const breaches = predictBreaches(
      together.map(({ pair, watches }) => ({
        signal: signalSchema.parse({
          asset: pair.series,
          measurement: 'bench',
          field: 'value',
          title: pair.series,
          intervalMs: HOUR_MS,
          seasonSteps,
          horizonSteps,
          pack: 'bench',
        }),
        issuedAtMs: origin * HOUR_MS,
        cutoffMs: (origin - 1) * HOUR_MS,
        watches,
      })),
      'bench',
    );
    asked += together.length;
    for (const { asset, shown, probability, limitValue } of breaches) {
      if (!shown) continue;
      const pair = together.find((one) => one.pair.series === asset)?.pair;
      const came = Number(pair?.came.some((value) => value > limitValue) ?? false);
      squares += (probability - came) ** 2;
      events += came;
      judged += 1;
    }
  }
  const share = events / judged;
  const spread = judged * share * (1 - share);
  return { skill: spread > 0 ? 1 - squares / spread : undefined, judged, events, notShown: asked - judged };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
