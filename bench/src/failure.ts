import {
  brierSkill,
  chooseThreshold,
  scoredLeftOut,
  scoreWells,
  warningsAbove,
} from '@wellhead/forecaster/failure/evaluate-warnings';
import { judgeWarnings, type JudgedWell, type WarningScore } from '@wellhead/forecaster/failure/judge-warnings';
import { openFailureScorer, trainFailure } from '@wellhead/forecaster/failure/train-failure';
import {
  ESP_SIGNALS,
  limitsOf,
  simulateWells,
  type SimulatedWell,
} from '../../packs/oil-wells/simulator/pumps/simulate-wells.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';

/** Other seeds than any test; nothing was tuned on the wells of the last one. */
const SEEDS = { learnt: [7_001, 7_002], heldOut: 90_210 };
const DAYS = 1_500;
/** Learnt from days before it, judged on days from it on: split by well and by time. */
const UNTIL_DAY = 900;

/** Warnings of pump failures on SIMULATED wells that no training saw, on days after all of the training, beside the plain rule “any signal over its limit”. */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const count = quick ? 40 : 150;
  const wells = (seed: number) => simulateWells({ seed, wells: count, days: DAYS });
  const history = (well: SimulatedWell) => ({ ...well, failures: well.repairs });
  const learnt = SEEDS.learnt.flatMap(wells).map(history);
  const heldOut = wells(SEEDS.heldOut);
  const figures: Record<string, number | string> = { data: 'simulated' };
  const ratios: Record<string, number> = {};
  for (const withinDays of [7, 30]) {
    const signals = ESP_SIGNALS;
    const startedAt = process.cpuUsage();
    const outcome = await trainFailure(learnt, { signals, withinDays, untilDay: UNTIL_DAY, seed: 1 });
    if (outcome.kind !== 'trained')
      throw new Error(`too few failures to learn from: ${outcome.have} of ${outcome.need}`);
    const spent = process.cpuUsage(startedAt);
    const scorer = await openFailureScorer(outcome.failure);
    const threshold = chooseThreshold(
      scoredLeftOut(learnt, outcome.leftOut, { withinDays, untilDay: UNTIL_DAY }),
      withinDays,
    );
    const judged = await scoreWells(heldOut.map(history), scorer, { signals, withinDays, fromDay: UNTIL_DAY });
    const ours = judgeWarnings(warningsAbove(judged, threshold), withinDays);
    const rule = judgeWarnings(
      heldOut.map((well, place) => ruleOf(well, judged[place]?.failureDays ?? [])),
      withinDays,
    );
    await scorer.close();
    Object.assign(figures, told(`within_${withinDays}`, ours), told(`rule_${withinDays}`, rule), {
      [`within_${withinDays}_threshold`]: rounded(threshold),
      [`within_${withinDays}_brier_skill`]: rounded(brierSkill(judged) ?? 0),
      [`within_${withinDays}_train_cpu_s`]: rounded((spent.user + spent.system) / 1e6),
    });
    ratios[`false_alarms_${withinDays}_to_rule`] = rounded(ours.falseAlarmsAWellYear / rule.falseAlarmsAWellYear);
  }
  return {
    name: 'failure',
    figures,
    ratios,
    n: { held_out_wells: count, held_out_days: DAYS - UNTIL_DAY, failures: Number(figures['within_30_failures']) },
    machine: at,
  };
}

function told(name: string, score: WarningScore): Record<string, number | string> {
  return {
    [`${name}_precision`]: rounded(score.precision ?? 0),
    [`${name}_recall`]: rounded(score.recall ?? 0),
    [`${name}_false_alarms_a_well_year`]: rounded(score.falseAlarmsAWellYear),
    [`${name}_lead_days`]: score.leadDays ?? 'none',
    [`${name}_warnings`]: score.warnings,
    [`${name}_failures`]: score.failures,
  };
}

/** Any signal over one of its limits, on days on which the pump runs. */
function ruleOf(well: SimulatedWell, failureDays: readonly number[]): JudgedWell {
  const alarmDays: number[] = [];
  let runningDays = 0;
  for (let day = UNTIL_DAY; day < DAYS; day += 1) {
    const values = ESP_SIGNALS.map((name) => ({
      value: well.signals[name][day] as number,
      limits: limitsOf(well, name),
    }));
    if (values.every(({ value }) => Number.isNaN(value))) continue;
    runningDays += 1;
    if (values.some(({ value, limits }) => value > limits.high || value < limits.low)) alarmDays.push(day);
  }
  return { runningDays, alarmDays, failureDays };
}
