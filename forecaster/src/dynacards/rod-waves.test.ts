import type { RodSection, SurfaceCard } from '@wellhead/contracts';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateCards } from '../../../packs/oil-wells/simulator/dynacards/simulate-cards.js';
import { TRAINING_WELLS } from '../../../packs/oil-wells/simulator/dynacards/wells.js';
import { pumpCardModel } from './card-models.js';
import { prepareCards } from './prepare-cards.js';
import { CARD_POINTS } from './pump-card-nodes.js';
import { buoyantWeightN, ROD_DENSITY_KG_M3, rodTransfer, WAVE_VELOCITY_M_S } from './rod-waves.js';

const rods: readonly RodSection[] = [{ lengthM: 1_200, diameterMm: 22 }];
const AREA = (Math.PI / 4) * 0.022 ** 2;
const STIFFNESS = ROD_DENSITY_KG_M3 * WAVE_VELOCITY_M_S ** 2 * AREA;
const WELL = { plungerDiameterMm: 44, fluidDensity: 950, strokesPerMinute: 8, rods };
const OMEGA = (2 * Math.PI * 8) / 60;
const times = Float64Array.from({ length: CARD_POINTS }, (_, point) => ((60 / 8) * point) / CARD_POINTS);

let session: InferenceSession;
beforeAll(async () => {
  session = await InferenceSession.create(pumpCardModel(), { logSeverityLevel: 3 });
});
afterAll(() => session.release());

async function pumpCardOf(card: SurfaceCard): Promise<{ positionM: number[]; loadN: number[] }> {
  const { feeds, scales } = prepareCards([card]);
  const found = await session.run(feeds);
  const low = Math.min(...Array.from(card.positionM));
  const { strokeM, fluidN } = scales[0] as (typeof scales)[number];
  return {
    positionM: Array.from(found['pump_position']?.data as Float32Array, (value) => value * strokeM + low),
    loadN: Array.from(found['pump_load']?.data as Float32Array, (value) => value * fluidN),
  };
}
/** Largest difference, as a share of the span of what is expected. */
const worst = (found: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((value, at) => Math.abs((found[at] as number) - value))) /
  (Math.max(...expected) - Math.min(...expected));

describe('the wave equation of rods, against solutions in closed form', () => {
  it('carries a wave of any shape down undamped rods: the same shape, later by length / velocity', () => {
    // u = f(t − x/a) solves the undamped equation; its tension is −EA·∂u/∂x = (EA/a)·f′.
    const { rows } = rodTransfer(rods, { strokesPerMinute: 8, harmonics: 12, damping: 0 });
    for (let harmonic = 1; harmonic <= 12; harmonic++) {
      const omega = harmonic * OMEGA;
      const above = { re: 0.7, im: -0.4 };
      const slope = (omega * STIFFNESS) / WAVE_VELOCITY_M_S;
      const tension = { re: -slope * above.im, im: slope * above.re };
      const row = rows.subarray(harmonic * 8, harmonic * 8 + 8);
      const product = (at: number, { re, im }: { re: number; im: number }): [number, number] => [
        (row[at] as number) * re - (row[at + 1] as number) * im,
        (row[at] as number) * im + (row[at + 1] as number) * re,
      ];
      const late = (-omega * 1_200) / WAVE_VELOCITY_M_S;
      const expected = {
        re: 0.7 * Math.cos(late) + 0.4 * Math.sin(late),
        im: 0.7 * Math.sin(late) - 0.4 * Math.cos(late),
      };
      const [a, b] = [product(0, above), product(2, tension)];
      expect(a[0] + b[0]).toBeCloseTo(expected.re, 9);
      expect(a[1] + b[1]).toBeCloseTo(expected.im, 9);
    }
  });

  it('finds the card of a damped rod that hangs free: no load at its end, and the position that theory gives', async () => {
    // With F(L) = 0, U(x) = U(L)·cosh(λ(L − x)); so U(0) = U(L)·cosh(λL) and F(0) = EAλ·U(L)·sinh(λL).
    const braking = (Math.PI * WAVE_VELOCITY_M_S * 0.1) / (2 * 1_200);
    const end = [1.2, 0.25, -0.1, 0.05];
    const positionM = new Float64Array(CARD_POINTS);
    const tensionN = new Float64Array(CARD_POINTS);
    const expected = Array.from(times, (time) =>
      end.reduce((sum, size, at) => sum + size * Math.cos((at + 1) * OMEGA * time), 0),
    );
    end.forEach((size, at) => {
      const omega = (at + 1) * OMEGA;
      // λL = (p + iq) by the formula for the square root of −ω² + icω.
      const modulus = omega * Math.sqrt(omega ** 2 + braking ** 2);
      const p = (Math.sqrt((modulus - omega ** 2) / 2) * 1_200) / WAVE_VELOCITY_M_S;
      const q = (Math.sqrt((modulus + omega ** 2) / 2) * 1_200) / WAVE_VELOCITY_M_S;
      times.forEach((time, point) => {
        const [c, s] = [Math.cos(omega * time), Math.sin(omega * time)];
        positionM[point] =
          (positionM[point] as number) + size * (Math.cosh(p) * Math.cos(q) * c - Math.sinh(p) * Math.sin(q) * s);
        const re = p * Math.sinh(p) * Math.cos(q) - q * Math.cosh(p) * Math.sin(q);
        const im = p * Math.cosh(p) * Math.sin(q) + q * Math.sinh(p) * Math.cos(q);
        tensionN[point] = (tensionN[point] as number) + ((size * STIFFNESS) / 1_200) * (re * c - im * s);
      });
    });
    const weight = buoyantWeightN(rods, WELL.fluidDensity);
    const found = await pumpCardOf({ ...WELL, positionM, loadN: tensionN.map((tension) => tension + weight) });
    expect(worst(found.positionM, expected)).toBeLessThan(1e-4);
    expect(Math.max(...found.loadN.map(Math.abs))).toBeLessThan(2e-4 * (Math.max(...tensionN) - Math.min(...tensionN)));
  });

  it('treats three pieces of one diameter as one rod, and stretches under a load that rests', () => {
    const options = { strokesPerMinute: 6, harmonics: 20 };
    const whole = rodTransfer(rods, options).rows;
    const pieces = [300, 500, 400].map((lengthM) => ({ lengthM, diameterMm: 22 }));
    rodTransfer(pieces, options).rows.forEach((value, at) => {
      expect(Math.abs(value - (whole[at] as number))).toBeLessThan(1e-9 * Math.max(1, Math.abs(whole[at] as number)));
    });
    expect(whole[2]).toBeCloseTo(-1_200 / STIFFNESS, 12);
  });

  it('is told from one that goes the wrong way: undamped rods read with damping are off', () => {
    const [damped, undamped] = [0.3, 0].map(
      (damping) => rodTransfer(rods, { strokesPerMinute: 8, harmonics: 4, damping }).rows,
    );
    expect(Math.abs((damped?.[4 * 8 + 1] as number) - (undamped?.[4 * 8 + 1] as number))).toBeGreaterThan(0.01);
  });

  it('finds the pump card that rods stepped in time had, from their surface card alone', async () => {
    const errors: number[] = [];
    for (const { card, label, stroke } of simulateCards({ seed: 5, wells: 6, ranges: TRAINING_WELLS, noise: 0 })) {
      if (label !== 'normal' && label !== 'gas-interference') continue;
      const found = await pumpCardOf(card);
      const at = (values: Float64Array, point: number): number =>
        values[Math.round((point * values.length) / CARD_POINTS) % values.length] as number;
      const expected = Array.from({ length: CARD_POINTS }, (_, point) => at(stroke.pumpPositionM, point));
      errors.push(worst(found.positionM, expected));
    }
    expect(errors).toHaveLength(12);
    expect(Math.max(...errors)).toBeLessThan(0.06);
  });
});
