import { CARD_CLASSES } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { modelRods } from './rods.js';
import { simulateCards, type LabelledCard } from './simulate-cards.js';
import { simulateStroke, type PumpingState } from './simulate-card.js';
import { TRAINING_WELLS } from './wells.js';

const rods = [{ lengthM: 1_000, diameterMm: 22 }];
const AREA = (Math.PI / 4) * 0.044 ** 2;
/** A pump that fills, without friction, so slow that nothing swings. */
const slow: PumpingState = {
  unit: { strokeM: 3, strokesPerMinute: 1.5, crankRatio: 0 },
  rods,
  fluidDensity: 900,
  damping: 0.2,
  pump: {
    plungerAreaM2: AREA,
    dischargePa: 90e5,
    intakePa: 10e5,
    gasShare: 0,
    travellingLeak: 0,
    standingLeak: 0,
    spacingM: 0.2,
    tubingStiffness: 2e6,
  },
  friction: { everywhereN: 0, placeN: 0, place: 0.5, width: 0.1 },
  tag: { bottomM: 0, topM: 0 },
  partedAt: 1,
};
const FLUID_N = AREA * 80e5;
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('simulated dynamograms', () => {
  it('weigh rods and fluid going up and rods alone coming down, when the unit is slow', () => {
    const { loadN, pumpLoadN } = simulateStroke(slow, 200);
    const weight = modelRods(rods, 900).weightN;
    expect(loadN[50]! / (weight + FLUID_N)).toBeCloseTo(1, 1);
    expect(loadN[150]! / weight).toBeCloseTo(1, 1);
    expect(pumpLoadN[50]! / FLUID_N).toBeCloseTo(1, 2);
    expect(Math.abs(pumpLoadN[150]!) / FLUID_N).toBeLessThan(0.02);
  });

  it('lose as much stroke at the pump as the fluid stretches the rods', () => {
    const { positionM, pumpPositionM } = simulateStroke(slow, 200);
    const stroke = (values: Float64Array): number => Math.max(...values) - Math.min(...values);
    const stretch = (FLUID_N * 1_000) / (2.105e11 * (Math.PI / 4) * 0.022 ** 2);
    expect(stroke(positionM) - stroke(pumpPositionM)).toBeCloseTo(stretch, 1);
  });

  it('repeat: a stroke ends where it began', () => {
    const { loadN, positionM } = simulateStroke({ ...slow, unit: { ...slow.unit, strokesPerMinute: 7 } }, 400);
    const span = Math.max(...loadN) - Math.min(...loadN);
    expect(Math.abs(loadN[0]! - loadN[399]!) / span).toBeLessThan(0.05);
    expect(Math.abs(positionM[0]! - positionM[399]!)).toBeLessThan(0.01);
  });

  it('fill by what flows in: with four tenths of gas at low pressure, to about six tenths', () => {
    const { fillage } = simulateStroke({ ...slow, pump: { ...slow.pump, intakePa: 2e5, gasShare: 0.4 } }, 200);
    expect(fillage).toBeGreaterThan(0.52);
    expect(fillage).toBeLessThan(0.68);
  });

  it('lift nothing when the rods have parted, and weigh what is left', () => {
    const { loadN, pumpLoadN, fillage } = simulateStroke({ ...slow, partedAt: 0.5 }, 200);
    expect(Math.max(...pumpLoadN)).toBe(0);
    expect(fillage).toBeUndefined();
    expect(mean(loadN) / modelRods(rods, 900).weightN).toBeCloseTo(0.5, 1);
  });

  it('come out the same from the same seed, one of each class a well', () => {
    const draw = (seed: number): LabelledCard[] => [...simulateCards({ seed, wells: 2, ranges: TRAINING_WELLS })];
    const cards = draw(3);
    expect(cards.map(({ label }) => label)).toEqual([...CARD_CLASSES, ...CARD_CLASSES]);
    expect(draw(3)).toEqual(cards);
    expect(draw(4)).not.toEqual(cards);
    for (const { card } of cards)
      expect([...Array.from(card.loadN), ...Array.from(card.positionM)].every(Number.isFinite)).toBe(true);
  });
});
