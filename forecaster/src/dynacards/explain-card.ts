import type { CardClass } from '@wellhead/contracts';
import type { CardFeatures } from './feature-nodes.js';
import { downstrokeFall, median } from './fillage.js';

export interface ExplainedCard {
  readonly named: CardClass;
  /** Why, in a sentence or two that a field engineer can check against the picture. */
  readonly words: string;
}

/** What a rule looks at: loads in units of the fluid load that is expected, places as shares of the stroke. */
interface Look {
  readonly card: CardFeatures;
  readonly upward: number;
  readonly downward: number;
}

/** A rule names its class or says nothing; the first that speaks is followed. */
type Rule = (look: Look) => ExplainedCard | undefined;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const parted: Rule = ({ card }) =>
  card.work < 0.3 && median(card.up) < 0.3 && card.highest - card.lowest < 0.8
    ? {
        named: 'parted-rods',
        words: `The pump card is flat: it does ${percent(Math.max(0, card.work))} of the work of a full pump, and its mean load is ${percent(card.mean)} of the fluid's. Nothing is lifted, and below zero the weight of the rods under the break is missing.${card.mean < -0.5 ? ' If the rods are whole, the loads are not in newtons.' : ''}`,
      }
    : undefined;

const tag: Rule = ({ card, upward, downward }) => {
  const bottom = Math.min(card.lowest, card.up[0] as number, card.down[0] as number);
  const lowestDown = Math.min(...card.down.slice(3));
  if (downward - bottom > 0.17 && lowestDown - bottom > 0.1)
    return {
      named: 'plunger-tag',
      words: `At the bottom of the stroke the load drops ${percent(downward - bottom)} of the fluid load below what it is on the way down: the plunger strikes the bottom of the pump.`,
    };
  const top = Math.max(...card.up.slice(-2), card.down.at(-1) as number);
  const highestUp = Math.max(...card.up.slice(0, -3));
  if (top - upward > 0.2 && top - highestUp > 0.12)
    return {
      named: 'plunger-tag',
      words: `At the top of the stroke the load rises ${percent(top - upward)} of the fluid load above what it is on the way up: the plunger strikes the top of the pump.`,
    };
  return undefined;
};

const heldInPlace: Rule = ({ card, upward, downward }) => {
  const inner = card.up.slice(2, -2).map((load, at) => ({
    above: load - upward,
    below: downward - (card.down[at + 2] as number),
    place: (at + 2.5) / card.up.length,
  }));
  const worst = inner.reduce((most, one) => (one.above + one.below > most.above + most.below ? one : most));
  return worst.above > 0.2 && worst.below > 0.2
    ? {
        named: 'sticking',
        words: `At ${percent(worst.place)} of the stroke the plunger is held back both ways: the load is ${percent(worst.above)} of the fluid load above its usual on the way up and ${percent(worst.below)} below it on the way down.`,
      }
    : undefined;
};

const heldEverywhere: Rule = ({ downward }) =>
  downward < -0.22
    ? {
        named: 'sticking',
        words: `On the way down the load stays ${percent(-downward)} of the fluid load below zero: the rods have to push the plunger down against friction.`,
      }
    : undefined;

const travellingLeak: Rule = ({ card, downward }) => {
  const most = median(card.up.slice(7, 14));
  const [begins, ends] = [most - mean(card.up.slice(0, 2)), most - mean(card.up.slice(-2))];
  return begins > 0.18 && ends > 0.18 && downward > -0.25
    ? {
        named: 'travelling-valve-leak',
        words: `On the way up the load comes late (${percent(begins)} of the fluid load is missing at first) and goes early (${percent(ends)} at last): where the plunger is slow, fluid runs back through it.`,
      }
    : undefined;
};

const standingLeak: Rule = ({ card }) => {
  const least = Math.min(median(card.down.slice(4, 11)), median(card.down.slice(8, 14)));
  const ends = mean(card.down.slice(0, 2)) - least;
  return (card.down[0] as number) > 0.26 && ends > 0.15
    ? {
        named: 'standing-valve-leak',
        words: `On the way down the load is shed late and comes back early (${percent(ends)} of the fluid load rests on the plunger near the bottom): where the plunger is slow, fluid runs back through the standing valve.`,
      }
    : undefined;
};

const unfilled: Rule = ({ card }) => {
  const fall = downstrokeFall(card);
  if (!fall || fall.fillage > 0.88) return undefined;
  const at = `On the way down the load is shed only at ${percent(fall.fillage)} of the stroke`;
  return fall.keptBefore > 0.78
    ? {
        named: 'fluid-pound',
        words: `${at}, and at once (a little above it ${percent(fall.keptBefore)} of it is left): the barrel is not full, and there the plunger meets the liquid.`,
      }
    : {
        named: 'gas-interference',
        words: `${at}, and little by little (a little above it ${percent(fall.keptBefore)} of it is left): gas in the barrel is compressed before the travelling valve opens.`,
      };
};

const RULES: readonly Rule[] = [parted, heldInPlace, standingLeak, tag, travellingLeak, unfilled, heldEverywhere];

/** A short list of rules over the pump card, in the order in which an engineer would exclude things. Not learnt from anything. */
export function explainCard(card: CardFeatures): ExplainedCard {
  const look: Look = { card, upward: median(card.up), downward: median(card.down) };
  for (const rule of RULES) {
    const explained = rule(look);
    if (explained) return explained;
  }
  return {
    named: 'normal',
    words: `The load is taken up at the bottom and shed at the top, between ${percent(look.downward)} and ${percent(look.upward)} of the fluid load: the pump fills and both valves hold.`,
  };
}
