import { signalSchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { predictBreaches } from './predict-breaches.js';
import { breachCopy } from './publish-breaches.js';
import type { LimitWatch, PastPrediction } from './watch-limits.js';

const signal = signalSchema.parse({
  asset: 'well-1',
  measurement: 'esp',
  field: 'motor_temperature',
  title: 'Motor temperature',
  intervalMs: 3_600_000,
  horizonSteps: 3,
  pack: 'wells',
});

/** Past predictions that come true as often as `truth` says of them. */
function past(count: number, truth: (said: number) => number): readonly PastPrediction[] {
  const next = randomNumbers(count);
  return Array.from({ length: count }, (_, at) => {
    const probability = 0.05 + 0.45 * (next() + 1);
    return { cyclesBack: count - at, probability, came: (next() + 1) / 2 < truth(probability) };
  });
}
const honest = past(1_000, (said) => said);
const guessed = past(1_000, () => 0.3);
const reversed = past(1_000, (said) => 1 - said);

const predicted = (own: Partial<LimitWatch>) => {
  const watch: LimitWatch = {
    limit: 'high',
    limitValue: 125,
    model: 'holt-winters@2',
    crossedBy: Float64Array.of(0.1, 0.5, 0.95),
    ofLimit: [],
    ofStandIns: [],
    ...own,
  };
  const [breach] = predictBreaches([{ signal, issuedAtMs: 0, cutoffMs: 0, watches: [watch] }], 'run');
  if (!breach) throw new Error('nothing was predicted');
  return breach;
};

describe('a predicted breach', () => {
  it('is shown where such predictions had a Brier skill above 0, with the times of P10, P50 and P90', () => {
    const breach = predicted({ ofLimit: honest });
    expect(breach).toMatchObject({ shown: true, grounds: 'limit' });
    expect(breach.skill).toBeGreaterThan(0);
    expect(breach.p10Ms).toBeLessThanOrEqual(breach.p50Ms ?? Number.NaN);
    expect(breach.p50Ms).toBeLessThanOrEqual(breach.p90Ms ?? Number.NaN);
    expect(breachCopy([breach]).length).toBeGreaterThan(0);
  });

  it('has a mark in telemetry where the interval of its forecast is uncalibrated, and none where it is calibrated', () => {
    const breach = predicted({ ofLimit: honest });
    const fieldsOf = (uncalibrated: boolean) =>
      breachCopy([breach], () => uncalibrated).series.map(({ field }) => field);
    expect(fieldsOf(true)).toContain('uncalibrated');
    expect(fieldsOf(false)).not.toContain('uncalibrated');
  });

  it.each([
    ['guesses', guessed],
    ['the wrong way round', reversed],
  ])('is kept, but neither shown nor copied for alert rules, where such predictions were %s', (_, ofPast) => {
    for (const own of [{ ofLimit: ofPast }, { ofStandIns: ofPast }]) {
      const breach = predicted(own);
      // Of stand-ins, luck may lie a little above 0; where it does not, nothing is shown.
      expect(breach.shown).toBe('ofStandIns' in own && (breach.skill ?? 0) > 0);
      expect(breach.skill).toBeLessThan(0.02);
      if (!breach.shown) expect(breachCopy([breach]).length).toBe(0);
    }
  });

  it('is not shown where nothing is known of its skill', () => {
    for (const own of [{}, { ofStandIns: honest.slice(0, 4) }]) {
      const breach = predicted(own);
      expect(breach).toMatchObject({ shown: false, skill: null, grounds: 'none' });
      expect(breachCopy([breach]).length).toBe(0);
    }
  });
});
