import { CARD_CLASSES, type SurfaceCard } from '@wellhead/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateCards } from '../../../packs/oil-wells/simulator/dynacards/simulate-cards.js';
import { TRAINING_WELLS, UNSEEN_WELLS } from '../../../packs/oil-wells/simulator/dynacards/wells.js';
import { cardFault } from './card-fault.js';
import { cardsSha256 } from './cards-hash.js';
import { openCardDiagnosing, type CardDiagnosing, type CardDiagnosis, type CardOutcome } from './diagnose-cards.js';
import { median } from './fillage.js';
import { fitCardClassifier } from './fit-classifier.js';
import { judgeClasses } from './macro-f1.js';
import { trainedClassifier } from './trained-classifier.js';

const cards = [...simulateCards({ seed: 77, wells: 24, ranges: UNSEEN_WELLS })];
const surface = cards.map(({ card }) => card);
const first = surface[0] as SurfaceCard;

/** The points from its lowest position to its highest. */
function halfOf({ positionM, loadN }: SurfaceCard): Pick<SurfaceCard, 'positionM' | 'loadN'> {
  const positions = Array.from(positionM);
  const from = positions.indexOf(Math.min(...positions));
  const places = positions.map((_, at) => (from + at) % positions.length);
  const to = places.indexOf(positions.indexOf(Math.max(...positions)));
  const half = places.slice(0, to);
  return { positionM: half.map((at) => positionM[at] as number), loadN: half.map((at) => loadN[at] as number) };
}
const twiceOf = ({ positionM, loadN }: SurfaceCard): Pick<SurfaceCard, 'positionM' | 'loadN'> => ({
  positionM: [...Array.from(positionM), ...Array.from(positionM)],
  loadN: [...Array.from(loadN), ...Array.from(loadN)],
});

let diagnosing: CardDiagnosing;
let outcomes: readonly CardDiagnosis[];
const diagnosed = (outcome: CardOutcome): CardDiagnosis => {
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome;
};
beforeAll(async () => {
  diagnosing = await openCardDiagnosing(trainedClassifier());
  outcomes = (await diagnosing.diagnose(surface)).map(diagnosed);
});
afterAll(() => diagnosing.close());

describe('the diagnosis of dynamograms', () => {
  it('names the class on simulated wells that it has not seen, with noise, better than the rule beside it', () => {
    const of = (named: (outcome: CardDiagnosis) => CardDiagnosis['named']) =>
      judgeClasses(outcomes.map((outcome, at) => ({ truth: cards[at]!.label, named: named(outcome) }))).macroF1;
    expect(of(({ named }) => named)).toBeGreaterThan(0.93);
    expect(of(({ rule }) => rule.named)).toBeGreaterThan(0.8);
  });

  it('gives probabilities that add up to one and mean what they say', () => {
    let certain = 0;
    let right = 0;
    outcomes.forEach(({ probabilities, named }, at) => {
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
      certain += Math.max(...probabilities);
      if (named === cards[at]!.label) right += 1;
    });
    expect(Math.abs(certain / outcomes.length - right / outcomes.length)).toBeLessThan(0.06);
  });

  it('says how full the pump was, within four hundredths on average', () => {
    const errors = outcomes.flatMap(({ fillage }, at) => {
      const truth = cards[at]!.fillage;
      return fillage === undefined || truth === undefined ? [] : [Math.abs(fillage - truth)];
    });
    expect(errors.length).toBeGreaterThan(60);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.04);
  });

  it('finds the load of the pump without the weight of the rods: about the column of fluid going up, about nothing coming down', () => {
    const healthy = outcomes.filter((_, at) => cards[at]!.label === 'normal');
    // Single wells lie beside it where their damping is far from what is assumed.
    const middle = (of: (outcome: CardDiagnosis) => number): number => median(healthy.map(of));
    expect(middle(({ features }) => features.up[10] as number)).toBeGreaterThan(0.7);
    expect(middle(({ features }) => features.up[10] as number)).toBeLessThan(1.3);
    expect(middle(({ features }) => Math.abs(features.down[10] as number))).toBeLessThan(0.2);
  });

  it('says the same of a card in a batch and alone, and wherever in the stroke it begins', async () => {
    const turned = (values: ArrayLike<number>, by: number) => [
      ...Array.from(values).slice(by),
      ...Array.from(values).slice(0, by),
    ];
    const [alone] = await diagnosing.diagnose([first]);
    const [later] = await diagnosing.diagnose([
      { ...first, positionM: turned(first.positionM, 41), loadN: turned(first.loadN, 41) },
    ]);
    for (const outcome of [alone, later]) {
      const { probabilities, named } = diagnosed(outcome as CardOutcome);
      expect(named).toBe(outcomes[0]?.named);
      probabilities.forEach((value, at) => expect(value).toBeCloseTo(outcomes[0]?.probabilities[at] as number, 1));
    }
  });

  it('takes thousands in one call, refuses what is no card with the reason, and goes on with the others', async () => {
    const many = Array.from({ length: 2_000 }, (_, at) =>
      at % 500 === 7 ? { ...first, loadN: [1, 2, 3] } : (surface[at % surface.length] as SurfaceCard),
    );
    const found = await diagnosing.diagnose(many);
    expect(found).toHaveLength(2_000);
    expect(found.filter(({ kind }) => kind === 'refused')).toHaveLength(4);
    expect(found[7]).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/3 loads: expected one load for each position/),
    });
    expect(diagnosed(found[8 + surface.length] as CardOutcome).named).toBe(outcomes[8]?.named);
  });

  it.each([
    ['too few points', { positionM: [0, 1, 0], loadN: [1, 1, 1] }, /3 points: expected 20/],
    [
      'a load that is no number',
      { loadN: Array.from(first.loadN, (load, at) => (at === 4 ? Number.NaN : load)) },
      /point 5 is not a number/,
    ],
    [
      'inches for metres',
      { positionM: Array.from(first.positionM, (position) => position * 39.4) },
      /a stroke of .* m: expected metres/,
    ],
    ['no movement', { positionM: Array.from(first.positionM, () => 1) }, /a stroke of 0 m/],
    ['no rods', { rods: [] }, /no rods/],
    ['a unit that stands', { strokesPerMinute: 0 }, /0 strokes a minute: expected 0.5 to 30/],
    [
      'a load cell that is dead',
      { loadN: Array.from(first.loadN, () => 40_000) },
      /stands at 40000 N: .*load cell alive/,
    ],
    [
      'kilonewtons',
      { loadN: Array.from(first.loadN, (load) => load / 1_000) },
      /a peak load of .* N where the rods weigh/,
    ],
    ['half a stroke', halfOf(first), /not closed: \d+ % of the stroke/],
    ['two strokes', twiceOf(first), /goes up 2 times: expected one stroke/],
    [
      'points from the last to the first',
      { positionM: Array.from(first.positionM).toReversed(), loadN: Array.from(first.loadN).toReversed() },
      /more load going down than going up/,
    ],
    ['a plunger of a bucket', { plungerDiameterMm: 400 }, /a plunger of 400 mm/],
  ])('refuses %s and says what it expected', (_, change, message) => {
    expect(cardFault({ ...first, ...change })).toMatch(message);
    expect(cardFault(first)).toBeUndefined();
  });

  it('refuses pounds-force for newtons, or says of what looks like parted rods that it may be them', async () => {
    const pounds = surface.map((card) => ({ ...card, loadN: Array.from(card.loadN, (load) => load / 4.448) }));
    const found = await diagnosing.diagnose(pounds);
    const silent = found.filter(
      (outcome, at) =>
        cards[at]!.label !== 'parted-rods' && outcome.kind === 'diagnosed' && !/newtons/.test(outcome.rule.words),
    );
    expect(silent.length / found.length).toBeLessThan(0.1);
  });

  it('answers whatever numbers come, never with NaN', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.double({ min: 0, max: 5 }), fc.double({ min: -1e6, max: 1e6 })), {
          minLength: 20,
          maxLength: 60,
        }),
        async (points) => {
          const [outcome] = await diagnosing.diagnose([
            { ...first, positionM: points.map(([position]) => position), loadN: points.map(([, load]) => load) },
          ]);
          if (outcome?.kind === 'diagnosed')
            expect([...outcome.probabilities, ...outcome.features.up].every(Number.isFinite)).toBe(true);
          else expect(outcome?.reason).toMatch(/\w/);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the rule', () => {
  it('says in words why, for every class', () => {
    const words = new Map(outcomes.map(({ rule }) => [rule.named, rule.words]));
    expect([...words.keys()].toSorted()).toEqual(CARD_CLASSES.toSorted());
    for (const text of words.values()) expect(text).toMatch(/^[A-Z].{40,}\.$/);
  });
});

describe('training the classifier', () => {
  it('was done on the cards that the simulator makes today', () => {
    const { record } = trainedClassifier();
    const { seed, wells } = record.sets.calibration;
    expect(cardsSha256(simulateCards({ seed, wells, ranges: TRAINING_WELLS }))).toBe(record.calibrationSha256);
  });

  it('learns the classes from a few dozen wells within seconds, the same way each time', async () => {
    const set = (seed: number, wells: number) => simulateCards({ seed, wells, ranges: TRAINING_WELLS });
    const fit = () => fitCardClassifier({ training: set(1, 40), calibration: set(2, 8) }, { seed: 7, epochs: 30 });
    const classifier = await fit();
    expect(await fit()).toEqual(classifier);
    const small = await openCardDiagnosing(classifier);
    try {
      const pairs = (await small.diagnose(surface)).map((outcome, at) => ({
        truth: cards[at]!.label,
        named: diagnosed(outcome).named,
      }));
      expect(judgeClasses(pairs).macroF1).toBeGreaterThan(0.75);
    } finally {
      await small.close();
    }
  }, 60_000);
});
