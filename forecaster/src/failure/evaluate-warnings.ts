import { judgeWarnings, type JudgedWell, type WarningScore } from './judge-warnings.js';
import type { FailureScorer, FailureTraining, LeftOutDay } from './train-failure.js';
import { failsWithin } from './train-failure.js';
import { wellDays, type WellHistory } from './well-days.js';

/** Days of one well with what was said on them. */
export interface ScoredWell {
  readonly days: readonly { readonly day: number; readonly probability: number; readonly failsSoon: boolean }[];
  readonly failureDays: readonly number[];
}

/** Asks the model for every day from `fromDay` on. */
export async function scoreWells(
  wells: readonly WellHistory[],
  scorer: FailureScorer,
  {
    signals,
    withinDays,
    fromDay,
  }: { readonly signals: readonly string[]; readonly withinDays: number; readonly fromDay: number },
): Promise<readonly ScoredWell[]> {
  const scored: ScoredWell[] = [];
  for (const [at, well] of wells.entries()) {
    const days = wellDays(well, at, signals).filter(({ day }) => day >= fromDay);
    const probabilities = await scorer.probabilities(days.map(({ features }) => features));
    scored.push({
      days: days.map(({ day, daysLeft }, place) => ({
        day,
        probability: probabilities[place] as number,
        failsSoon: failsWithin(daysLeft, withinDays),
      })),
      failureDays: well.failures.flatMap(({ failedOnDay }) => (failedOnDay >= fromDay ? [failedOnDay] : [])),
    });
  }
  return scored;
}

/** The wells that were learnt from, as the networks that left them out saw them, before the cutoff. */
export const scoredLeftOut = (
  wells: readonly WellHistory[],
  leftOut: readonly LeftOutDay[],
  { withinDays, untilDay }: Pick<FailureTraining, 'withinDays' | 'untilDay'>,
): readonly ScoredWell[] =>
  wells.map(({ failures }, at) => ({
    days: leftOut
      .filter(({ well }) => well === at)
      .map(({ day, probability, daysLeft }) => ({ day, probability, failsSoon: failsWithin(daysLeft, withinDays) })),
    failureDays: failures.flatMap(({ failedOnDay }) => (failedOnDay < untilDay ? [failedOnDay] : [])),
  }));

export const warningsAbove = (wells: readonly ScoredWell[], threshold: number): readonly JudgedWell[] =>
  wells.map(({ days, failureDays }) => ({
    runningDays: days.length,
    failureDays,
    alarmDays: days.flatMap(({ day, probability }) => (probability >= threshold ? [day] : [])),
  }));

/** The threshold whose warnings have the best F1 on these wells: choose it on others than those that it is judged on. */
export function chooseThreshold(wells: readonly ScoredWell[], withinDays: number): number {
  const worth = ({ precision = 0, recall = 0 }: WarningScore): number =>
    precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  const thresholds = Array.from({ length: 45 }, (_, at) => 0.05 + at * 0.02);
  return thresholds.reduce(
    (best, threshold) => {
      const found = worth(judgeWarnings(warningsAbove(wells, threshold), withinDays));
      return found > best.found ? { threshold, found } : best;
    },
    { threshold: 0.5, found: 0 },
  ).threshold;
}

/** Mean square of what was said, or of `always`, less what came; undefined without days. */
export function brierScore(wells: readonly ScoredWell[], always?: number): number | undefined {
  const days = wells.flatMap((well) => well.days);
  if (days.length === 0) return undefined;
  return (
    days.reduce((sum, { probability, failsSoon }) => sum + ((always ?? probability) - Number(failsSoon)) ** 2, 0) /
    days.length
  );
}

/** 1 − Brier score over that of always saying the share of days that fail; undefined where all or none do. */
export function brierSkill(wells: readonly ScoredWell[]): number | undefined {
  const days = wells.flatMap((well) => well.days);
  const share = days.filter(({ failsSoon }) => failsSoon).length / days.length;
  if (!(share > 0 && share < 1)) return undefined;
  return 1 - (brierScore(wells) as number) / (share * (1 - share));
}
