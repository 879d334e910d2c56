import {
  brierScore,
  chooseThreshold,
  scoredLeftOut,
  scoreWells,
  warningsAbove,
  type ScoredWell,
} from './evaluate-warnings.js';
import { judgeWarnings, type WarningScore } from './judge-warnings.js';
import { ruleAlarms, type RuledWell } from './plain-rule.js';
import { openFailureScorer, trainFailure, type FailureModel, type FailureTraining } from './train-failure.js';
import type { WellHistory } from './well-days.js';

export interface FailureLesson {
  readonly training: FailureTraining;
  /** Wells that are learnt from, and that calibration and threshold come from: each by a network that left it out. */
  readonly learnt: readonly WellHistory[];
  /** Wells that nothing is learnt from: the model is judged on their days from `untilDay` on. */
  readonly heldOut: readonly RuledWell[];
  /** The champion, judged on the same days. */
  readonly incumbent: FailureModel | undefined;
}

export type JudgedFailures =
  | {
      readonly kind: 'trained';
      readonly failure: FailureModel;
      readonly threshold: number;
      readonly wells: number;
      readonly days: number;
      readonly warnings: WarningScore;
      readonly rule: WarningScore;
      /** Of the days of held-out wells; the naive one is that of always saying the share of days before `untilDay` that fail. */
      readonly brier: { readonly own: number; readonly naive: number; readonly incumbent: number | undefined };
    }
  | { readonly kind: 'too-few-failures'; readonly have: number; readonly need: number }
  | { readonly kind: 'nothing-to-judge-on' };

/** Trains, chooses the threshold by what was said of wells left out, and judges on others and on later days. On this thread: call it from a worker. */
export async function learnFailures(lesson: FailureLesson): Promise<JudgedFailures> {
  const { training, learnt, heldOut, incumbent } = lesson;
  const { signals, withinDays, untilDay } = training;
  const outcome = await trainFailure(learnt, training);
  if (outcome.kind !== 'trained') return outcome;
  const scored = async (model: FailureModel, wells: readonly WellHistory[], fromDay: number) => {
    const scorer = await openFailureScorer(model);
    try {
      return await scoreWells(wells, scorer, { signals, withinDays, fromDay });
    } finally {
      await scorer.close();
    }
  };
  const known = scoredLeftOut(learnt, outcome.leftOut, training);
  const threshold = chooseThreshold(known, withinDays);
  const judged = await scored(outcome.failure, heldOut, untilDay);
  const days = judged.reduce((sum, well) => sum + well.days.length, 0);
  const own = brierScore(judged);
  const before = known.flatMap((well) => well.days);
  if (own === undefined || before.length === 0) return { kind: 'nothing-to-judge-on' };
  const share = before.filter(({ failsSoon }) => failsSoon).length / before.length;
  return {
    kind: 'trained',
    failure: outcome.failure,
    threshold,
    wells: heldOut.length,
    days,
    warnings: judgeWarnings(warningsAbove(judged, threshold), withinDays),
    rule: judgeWarnings(
      heldOut.map((well, at) => ruleAlarms(well, judged[at] as ScoredWell)),
      withinDays,
    ),
    brier: {
      own,
      naive: brierScore(judged, share) as number,
      incumbent: incumbent && brierScore(await scored(incumbent, heldOut, untilDay)),
    },
  };
}
