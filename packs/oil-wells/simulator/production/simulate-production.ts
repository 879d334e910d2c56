import { hashed, normalAt, wanderAt } from '../telemetry/noise.js';

/**
 * SIMULATED production of wells: hyperbolic decline after Arps (1945), a rising water cut, a constant gas factor, first-order noise of the meter. What a
 * well would give is a function of well and day alone; README.md says what is made up.
 */
export interface WellNature {
  /** Liquid on day 0, m³ a day. */
  readonly firstRate: number;
  /** Arps: initial decline a day, and exponent. */
  readonly declineADay: number;
  readonly exponent: number;
  readonly firstWaterCut: number;
  readonly waterCutADay: number;
  /** Gas a cubic metre of oil. */
  readonly gasFactor: number;
  /** m³ a day and bar. */
  readonly productivityIndex: number;
  readonly nameplateRate: number;
}

const NAMEPLATES = [20, 30, 45, 60, 80, 125, 160, 200, 250];

/** `most`: what the best of these wells gives at first, m³ a day. */
export function natureOf(seed: number, well: number, most: number): WellNature {
  const draw = (what: number): number => hashed(seed, well, what, 501);
  const firstRate = most * (0.35 + 0.65 * draw(1));
  return {
    firstRate,
    declineADay: 0.0005 + 0.0009 * draw(2),
    exponent: 0.2 + 0.6 * draw(3),
    firstWaterCut: 0.15 + 0.5 * draw(4),
    waterCutADay: 0.00004 + 0.00018 * draw(5),
    gasFactor: 40 + 60 * draw(6),
    productivityIndex: 0.5 + 1.2 * draw(7),
    nameplateRate: NAMEPLATES.find((rate) => rate >= firstRate * 0.6) ?? (NAMEPLATES.at(-1) as number),
  };
}

export interface SpotRates {
  readonly liquid: number;
  readonly oil: number;
  readonly gas: number;
  readonly waterCut: number;
}

/** What the metering unit says of a day; `condition` is what the pump still gives of it (1 = all). */
export function ratesOn(seed: number, well: number, nature: WellNature, day: number, condition = 1): SpotRates {
  const { firstRate, exponent, declineADay } = nature;
  const decline = (1 + exponent * declineADay * day) ** (-1 / exponent);
  const noise = 1 + 0.02 * wanderAt(day / 5, seed, well, 601) + 0.018 * normalAt(seed, well, day, 602);
  const liquid = firstRate * decline * condition * noise;
  const waterCut = Math.min(
    0.97,
    Math.max(0, nature.firstWaterCut + nature.waterCutADay * day + 0.012 * wanderAt(day / 9, seed, well, 603)),
  );
  const oil = liquid * (1 - waterCut);
  return { liquid, oil, gas: oil * nature.gasFactor * (1 + 0.04 * normalAt(seed, well, day, 604)), waterCut };
}

/** What an integrated model expects: the decline without noise and without wear, up to 6 % off. */
export const modelledLiquid = (seed: number, well: number, nature: WellNature, day: number): number =>
  nature.firstRate *
  (1 + nature.exponent * nature.declineADay * day) ** (-1 / nature.exponent) *
  (1 + 0.06 * (2 * hashed(seed, well, 605) - 1));
