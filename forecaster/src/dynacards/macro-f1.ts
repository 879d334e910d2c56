import { CARD_CLASSES, type CardClass } from '@wellhead/contracts';

export interface Judgement {
  /** Mean of the classes' F1; a class that was neither there nor named counts as 1. */
  readonly macroF1: number;
  readonly byClass: Readonly<
    Record<CardClass, { readonly precision: number; readonly recall: number; readonly f1: number; readonly n: number }>
  >;
  /** How often a class was taken for another, by `true → named`. */
  readonly mistakes: Readonly<Record<string, number>>;
}

/** How well names fit what is true. */
export function judgeClasses(pairs: Iterable<{ readonly truth: CardClass; readonly named: CardClass }>): Judgement {
  const counts = new Map(CARD_CLASSES.map((name) => [name, { hit: 0, named: 0, n: 0 }]));
  const mistakes: Record<string, number> = {};
  for (const { truth, named } of pairs) {
    const ofTruth = counts.get(truth);
    const ofNamed = counts.get(named);
    if (!ofTruth || !ofNamed) throw new Error(`not a class: ${truth}, ${named}`);
    ofTruth.n += 1;
    ofNamed.named += 1;
    if (truth === named) ofTruth.hit += 1;
    else mistakes[`${truth} → ${named}`] = (mistakes[`${truth} → ${named}`] ?? 0) + 1;
  }
  const byClass = Object.fromEntries(
    [...counts].map(([name, { hit, named, n }]) => [
      name,
      {
        precision: named === 0 ? 1 : hit / named,
        recall: n === 0 ? 1 : hit / n,
        f1: named + n === 0 ? 1 : (2 * hit) / (named + n),
        n,
      },
    ]),
  ) as Judgement['byClass'];
  const all = Object.values(byClass);
  return { macroF1: all.reduce((sum, { f1 }) => sum + f1, 0) / all.length, byClass, mistakes };
}
