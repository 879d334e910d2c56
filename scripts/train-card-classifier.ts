/**
 * Trains the classifier of dynamograms on simulated cards and writes it to its place, with the record that reproduces it:
 * `npx tsx scripts/train-card-classifier.ts` (one to two minutes). With `--check` nothing is written: it says whether what is
 * checked in comes out again (the same processor and runtime give the same bytes; others may round differently).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cardsSha256 } from '../forecaster/src/dynacards/cards-hash.js';
import { fitCardClassifier, TRAINING } from '../forecaster/src/dynacards/fit-classifier.js';
import { openCardDiagnosing } from '../forecaster/src/dynacards/diagnose-cards.js';
import { judgeClasses } from '../forecaster/src/dynacards/macro-f1.js';
import { classifierFile } from '../forecaster/src/dynacards/classifier-file.js';
import { simulateCards } from '../packs/oil-wells/simulator/dynacards/simulate-cards.js';
import { TRAINING_WELLS, UNSEEN_WELLS } from '../packs/oil-wells/simulator/dynacards/wells.js';

const VERSION = 2;
const EPOCHS = 60;
const SEED = 7;
const SETS = {
  training: { seed: 11, wells: 1_200, ranges: 'TRAINING_WELLS' },
  calibration: { seed: 12, wells: 150, ranges: 'TRAINING_WELLS' },
  unseen: { seed: 2_026, wells: 200, ranges: 'UNSEEN_WELLS' },
};

const file = fileURLToPath(new URL('../forecaster/src/dynacards/card-classifier.json', import.meta.url));
const cardsOf = (set: { seed: number; wells: number; ranges: string }) =>
  simulateCards({ ...set, ranges: set.ranges === 'UNSEEN_WELLS' ? UNSEEN_WELLS : TRAINING_WELLS });

console.log(
  `Simulating ${SETS.training.wells + SETS.calibration.wells} wells with eight cards each, and learning from them …`,
);
const classifier = await fitCardClassifier(
  { training: cardsOf(SETS.training), calibration: cardsOf(SETS.calibration) },
  {
    seed: SEED,
    epochs: EPOCHS,
    onEpoch: (epoch, loss) => {
      if ((epoch + 1) % 20 === 0) console.log(`  epoch ${epoch + 1}: loss ${loss.toFixed(4)}`);
    },
  },
);

const diagnosing = await openCardDiagnosing(classifier);
const unseen = [...cardsOf(SETS.unseen)];
const outcomes = await diagnosing.diagnose(unseen.map(({ card }) => card));
await diagnosing.close();
const judged = (of: 'network' | 'rule') =>
  judgeClasses(
    outcomes.map((outcome, at) => {
      if (outcome.kind === 'refused') throw new Error(outcome.reason);
      return { truth: unseen[at]!.label, named: of === 'network' ? outcome.named : outcome.rule.named };
    }),
  );
const network = judged('network');
const rule = judged('rule');
for (const [name, { f1 }] of Object.entries(network.byClass)) console.log(`  ${name.padEnd(22)} F1 ${f1.toFixed(3)}`);
console.log(
  `macro F1 on ${SETS.unseen.wells} unseen wells: network ${network.macroF1.toFixed(4)}, rule ${rule.macroF1.toFixed(4)}`,
);

const require = createRequire(import.meta.url);
const { version } = JSON.parse(await readFile(require.resolve('onnxruntime-node/package.json'), 'utf8')) as {
  version: string;
};
const text = classifierFile(classifier, VERSION, {
  data: 'simulated',
  sets: SETS,
  calibrationSha256: cardsSha256(cardsOf(SETS.calibration)),
  seed: SEED,
  epochs: EPOCHS,
  ...TRAINING,
  onnxruntime: version,
  macroF1: Number(network.macroF1.toFixed(4)),
  ruleMacroF1: Number(rule.macroF1.toFixed(4)),
});
if (process.argv.includes('--check')) {
  const compact = (json: string): string => JSON.stringify(JSON.parse(json));
  // Not the text: the formatter breaks lines of numbers elsewhere.
  const same = compact(text) === compact(await readFile(file, 'utf8'));
  console.log(
    same
      ? 'The classifier that is checked in came out again, number by number.'
      : 'Another classifier than the one checked in came out.',
  );
  if (!same) process.exitCode = 1;
} else {
  await writeFile(file, text);
  console.log(`Written to ${file}. Format it (npx prettier --write), then run the tests of forecaster/src/dynacards.`);
}
