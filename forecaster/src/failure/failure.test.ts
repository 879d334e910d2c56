import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { brierSkill, chooseThreshold, scoredLeftOut, scoreWells, warningsAbove } from './evaluate-warnings.js';
import { judgeWarnings } from './judge-warnings.js';
import { openFailureScorer, trainFailure } from './train-failure.js';
import { wellDays, type WellHistory } from './well-days.js';

const signals = ['heat', 'shake', 'idle'];
const DAYS = 700;

/** Wells whose pumps heat up or shake for three weeks before they fail; the third signal says nothing. */
const wells = (seed: number, count: number): readonly WellHistory[] =>
  Array.from({ length: count }, (_, at) => {
    const next = randomNumbers(seed * 1_000 + at);
    const values = signals.map(() => new Float64Array(DAYS).fill(Number.NaN));
    const failures: { failedOnDay: number; runsAgainOnDay: number }[] = [];
    for (let start = 0; start < DAYS;) {
      const end = start + 120 + Math.round(80 * next());
      const which = next() > 0 ? 0 : 1;
      for (let day = start; day < Math.min(end, DAYS); day += 1)
        values.forEach((signal, place) => {
          const sign = place === which ? Math.max(0, 1 - (end - day) / 21) * 8 : 0;
          signal[day] = 50 + sign + next();
        });
      if (end >= DAYS) break;
      failures.push({ failedOnDay: end, runsAgainOnDay: end + 5 });
      start = end + 5;
    }
    return {
      id: `w${at}`,
      signals: Object.fromEntries(signals.map((name, place) => [name, values[place] as Float64Array])),
      failures,
    };
  });
const training = { signals, withinDays: 7, untilDay: 450, seed: 2 };
const train = async (from = wells(1, 40)) => {
  const outcome = await trainFailure(from, training);
  if (outcome.kind !== 'trained') throw new Error(`${outcome.have} failures`);
  return { ...outcome.failure, leftOut: outcome.leftOut };
};

const trained = train();

describe('the failure forecast', { timeout: 60_000 }, () => {
  it('warns of failures of wells and days it has not seen, with probabilities that can be believed', async () => {
    const failure = await trained;
    const scorer = await openFailureScorer(failure);
    const threshold = chooseThreshold(scoredLeftOut(wells(1, 40), failure.leftOut, training), 7);
    const judged = await scoreWells(wells(3, 20), scorer, { ...training, fromDay: 450 });
    const score = judgeWarnings(warningsAbove(judged, threshold), 7);
    expect(score.failures).toBeGreaterThan(15);
    expect(score.recall).toBeGreaterThan(0.8);
    expect(score.precision).toBeGreaterThan(0.6);
    expect(score.leadDays).toBeGreaterThanOrEqual(3);
    expect(brierSkill(judged)).toBeGreaterThan(0.4);
    await scorer.close();
  });

  it('names the signal that speaks most, and none that says nothing', async () => {
    const scorer = await openFailureScorer(await trained);
    const [well] = wells(4, 1) as [WellHistory];
    const failedOnDay = well.failures[0]?.failedOnDay as number;
    const last = wellDays(well, 0, signals).find(({ day }) => day === failedOnDay - 2);
    const loud = await scorer.loudest(last?.features as Float32Array);
    const rise = (name: string): number => (well.signals[name]?.[failedOnDay - 2] as number) - 50;
    expect(loud[0]?.signal).toBe(rise('heat') > rise('shake') ? 'heat' : 'shake');
    expect(loud.every(({ logOdds }) => logOdds > 0)).toBe(true);
    await scorer.close();
  });

  it('learns nothing from the day of the cutoff on, of any well: neither weights nor calibration', async () => {
    const changed = (from: readonly WellHistory[]): readonly WellHistory[] =>
      from.map((well) => ({
        ...well,
        signals: Object.fromEntries(
          Object.entries(well.signals).map(([name, values]) => [
            name,
            values.map((value, day) => (day >= 450 ? value * 3 : value)),
          ]),
        ),
        failures: well.failures.filter(({ failedOnDay }) => failedOnDay < 450),
      }));
    const first = await trained;
    const again = await train(changed(wells(1, 40)));
    expect(Buffer.from(again.model)).toEqual(Buffer.from(first.model));
    expect(again.calibration).toEqual(first.calibration);
    const said = (one: typeof first) => one.leftOut.map(({ probability }) => probability);
    expect(said(again)).toEqual(said(first));
  });

  it('has in its file what it was trained on', async () => {
    const file = Buffer.from((await trained).model).toString('latin1');
    expect(file).toContain(JSON.stringify(training));
  });

  it('is not trained on a handful of failures', async () => {
    expect(await trainFailure(wells(1, 3), training)).toMatchObject({
      kind: 'too-few-failures',
      need: 30,
    });
  });
});

describe('the score of warnings', () => {
  it('counts warnings, not days, and failures that were warned of in time', () => {
    const score = judgeWarnings(
      [
        { runningDays: 365, alarmDays: [10, 11, 12, 100, 200, 201], failureDays: [14, 260] },
        { runningDays: 365, alarmDays: [], failureDays: [] },
      ],
      7,
    );
    expect(score).toEqual({
      warnings: 3,
      failures: 2,
      precision: 1 / 3,
      recall: 0.5,
      falseAlarmsAWellYear: 1,
      leadDays: 4,
    });
  });
});
