import { CARD_CLASSES, type CardClass, type PumpCard, type SurfaceCard } from '@wellhead/contracts';
import { InferenceSession } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { diagnosisModel, type CardClassifier } from './card-models.js';
import { cardFault } from './card-fault.js';
import { explainCard, type ExplainedCard } from './explain-card.js';
import { FEATURE_COUNT, namedFeatures, type CardFeatures } from './feature-nodes.js';
import { downstrokeFall } from './fillage.js';
import { prepareCards, type CardScale } from './prepare-cards.js';
import { CARD_POINTS } from './pump-card-nodes.js';

export interface CardDiagnosis {
  readonly kind: 'diagnosed';
  /** The class with the largest probability. */
  readonly named: CardClass;
  /** Calibrated, in the order of CARD_CLASSES; they add up to 1. */
  readonly probabilities: readonly number[];
  /** What a rule that anyone can check says of the same card, and why. */
  readonly rule: ExplainedCard;
  readonly pump: PumpCard;
  readonly features: CardFeatures;
  /** Share of the plunger's stroke that was filled; undefined where the fault hides it. */
  readonly fillage: number | undefined;
  /** Net stroke of the plunger, m. */
  readonly pumpStrokeM: number;
  /** Load that a full pump lifts, N: the column of fluid on the plunger. */
  readonly fluidLoadN: number;
}

export type CardOutcome = CardDiagnosis | { readonly kind: 'refused'; readonly reason: string };

export interface CardDiagnosing {
  /** One outcome a card, in order. Blocks its thread while it runs: call it from a worker. */
  diagnose(cards: readonly SurfaceCard[]): Promise<readonly CardOutcome[]>;
  close(): Promise<void>;
}

/** Cards that one run of the graph takes: more at once would only leave the processor's cache. */
const BATCH = 256;

/** Classes of which the downstroke tells how far the barrel was filled. */
const TELLS_FILLAGE: ReadonlySet<CardClass> = new Set<CardClass>(['normal', 'fluid-pound', 'gas-interference']);

export async function openCardDiagnosing(classifier: CardClassifier): Promise<CardDiagnosing> {
  const session = await InferenceSession.create(diagnosisModel(classifier), {
    ...SESSION_OPTIONS,
    enableCpuMemArena: true,
  });
  return {
    async diagnose(cards) {
      const outcomes: CardOutcome[] = cards.map((card) => ({ kind: 'refused', reason: cardFault(card) ?? '' }));
      const sound = cards.map((card, at) => ({ card, at })).filter(({ at }) => refusal(outcomes[at]) === '');
      for (let from = 0; from < sound.length; from += BATCH) {
        const batch = sound.slice(from, from + BATCH);
        const { feeds, scales } = prepareCards(batch.map(({ card }) => card));
        const found = await session.run(feeds);
        const read = (name: string): Float32Array => found[name]?.data as Float32Array;
        const [position, load, features, probabilities] = [
          'pump_position',
          'pump_load',
          'features',
          'probabilities',
        ].map(read);
        batch.forEach(({ at }, row) => {
          outcomes[at] = diagnosisOf(
            {
              position: rowOf(position, row, CARD_POINTS),
              load: rowOf(load, row, CARD_POINTS),
              features: rowOf(features, row, FEATURE_COUNT),
              probabilities: rowOf(probabilities, row, CARD_CLASSES.length),
            },
            scales[row] as CardScale,
          );
        });
      }
      return outcomes;
    },
    close: () => session.release(),
  };
}

const refusal = (outcome: CardOutcome | undefined): string | undefined =>
  outcome?.kind === 'refused' ? outcome.reason : undefined;
const rowOf = (values: Float32Array | undefined, row: number, width: number): Float32Array =>
  (values as Float32Array).subarray(row * width, (row + 1) * width);

interface Found {
  readonly position: Float32Array;
  readonly load: Float32Array;
  readonly features: Float32Array;
  readonly probabilities: Float32Array;
}

function diagnosisOf(found: Found, { lowestM, strokeM, fluidN }: CardScale): CardOutcome {
  if (!found.features.every(Number.isFinite))
    return {
      kind: 'refused',
      reason: 'the pump card has no finite numbers: are rods, plunger and strokes per minute those of this well?',
    };
  const features = namedFeatures(found.features);
  const probabilities = Array.from(found.probabilities);
  const named = CARD_CLASSES[probabilities.indexOf(Math.max(...probabilities))] ?? 'normal';
  return {
    kind: 'diagnosed',
    named,
    probabilities,
    rule: explainCard(features),
    pump: {
      positionM: found.position.map((value) => value * strokeM + lowestM),
      loadN: found.load.map((value) => value * fluidN),
    },
    features,
    fillage: TELLS_FILLAGE.has(named) ? downstrokeFall(features)?.fillage : undefined,
    pumpStrokeM: features.strokeShare * strokeM,
    fluidLoadN: fluidN,
  };
}
