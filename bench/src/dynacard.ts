import { CARD_CLASSES, type CardClass, type SurfaceCard } from '@wellhead/contracts';
import {
  judgeClasses,
  openCardDiagnosing,
  trainedClassifier,
  type CardDiagnosis,
} from '@wellhead/forecaster/dynacards/index';
import { simulateCards } from '../../packs/oil-wells/simulator/dynacards/simulate-cards.js';
import { TRAINING_WELLS, UNSEEN_WELLS } from '../../packs/oil-wells/simulator/dynacards/wells.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';

/** Wells that nothing was tuned on: other than the seeds of training, of calibration, and of the record's own judgement. */
const SEED = 40_961;

/**
 * Dynamograms diagnosed a second in one call on one thread, surface card in, pump card, class and words out; and how right the class is on
 * simulated wells that no training saw: drawn like those of the training, and drawn from wider ranges and other plungers.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const wells = quick ? 25 : 300;
  console.log(`Simulating ${2 * wells} wells, ${2 * wells * CARD_CLASSES.length} cards with noise …`);
  const unseen = [...simulateCards({ seed: SEED, wells, ranges: UNSEEN_WELLS })];
  const alike = [...simulateCards({ seed: SEED + 1, wells, ranges: TRAINING_WELLS })];

  const { record, name } = trainedClassifier();
  const diagnosing = await openCardDiagnosing(trainedClassifier());
  try {
    const judge = async (cards: typeof unseen) => {
      const outcomes = (await diagnosing.diagnose(cards.map(({ card }) => card))).map((outcome) => {
        if (outcome.kind === 'refused') throw new Error(`a simulated card was refused: ${outcome.reason}`);
        return outcome;
      });
      const by = (named: (outcome: CardDiagnosis) => CardClass) =>
        judgeClasses(outcomes.map((outcome, card) => ({ truth: cards[card]!.label, named: named(outcome) })));
      return { outcomes, network: by(({ named }) => named), rule: by(({ rule }) => rule.named) };
    };
    const wide = await judge(unseen);
    const near = await judge(alike);
    console.log('Mistakes on unseen wells:', wide.network.mistakes);

    const fillErrors = wide.outcomes.flatMap(({ fillage }, card) => {
      const truth = unseen[card]!.fillage;
      return fillage === undefined || truth === undefined ? [] : [Math.abs(fillage - truth)];
    });
    const calls = quick ? 1 : 5;
    const many: SurfaceCard[] = Array.from({ length: 5_000 }, (_, card) => unseen[card % unseen.length]!.card);
    const seconds: number[] = [];
    for (let call = 0; call <= calls; call++) {
      const startedAt = performance.now();
      await diagnosing.diagnose(many);
      if (call > 0) seconds.push((performance.now() - startedAt) / 1_000);
    }
    seconds.sort((a, b) => a - b);

    return {
      name: 'dynacard',
      figures: {
        per_s: rounded(many.length / (seconds[seconds.length >> 1] as number)),
        macro_f1: rounded(wide.network.macroF1, 4),
        rule_macro_f1: rounded(wide.rule.macroF1, 4),
        macro_f1_like_training: rounded(near.network.macroF1, 4),
        rule_macro_f1_like_training: rounded(near.rule.macroF1, 4),
        calibration_error: rounded(
          calibrationError(
            wide.outcomes,
            unseen.map(({ label }) => label),
          ),
        ),
        fillage_mean_absolute_error: rounded(fillErrors.reduce((sum, error) => sum + error, 0) / fillErrors.length),
        classifier: name,
        ...Object.fromEntries(CARD_CLASSES.map((each) => [`f1_${each}`, rounded(wide.network.byClass[each].f1)])),
      },
      ratios: { f1_to_rule: rounded(wide.network.macroF1 / wide.rule.macroF1) },
      n: {
        unseen_cards: unseen.length,
        cards_like_training: alike.length,
        cards_a_call: many.length,
        trained_on_wells: record.sets.training.wells,
      },
      machine: at,
    };
  } finally {
    await diagnosing.close();
  }
}

/** Expected calibration error over ten equal bins of the largest probability (Guo and others 2017). */
function calibrationError(outcomes: readonly CardDiagnosis[], labels: readonly CardClass[]): number {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, sure: 0, right: 0 }));
  outcomes.forEach(({ probabilities, named }, at) => {
    const sure = Math.max(...probabilities);
    const bin = bins[Math.min(9, Math.floor(sure * 10))]!;
    bin.n += 1;
    bin.sure += sure;
    if (named === labels[at]) bin.right += 1;
  });
  return bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / outcomes.length;
}
