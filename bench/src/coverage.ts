import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { boundsOf } from './coverage/binomial.js';
import { breachSkill, limitOf } from './coverage/breach-skill.js';
import { sharedCoverage } from './coverage/shared-ties.js';
import { coverageOf } from './forecast/accuracy.js';
import { runOurs } from './forecast/ours.js';
import { heldOutPairs } from './forecast/pairs.js';
import { allSets } from './forecast/sets/all-sets.js';

/** As many pairs of origin and series as a set needs to be held to three points; smaller ones are held to their binomial interval. */
const ENOUGH_PAIRS = 1_000;
const WITHIN = 0.03;

/**
 * How often the intervals of 50, 80 and 95 % hold what comes, and what the breach probabilities are worth, by set, on origins that no
 * tuning touched. Method: coverage/README.md.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const figures: Record<string, number | string> = {};
  const n: Record<string, number> = {};
  const outside: string[] = [];
  const skills: number[] = [];
  for await (const loaded of allSets(quick)) {
    const set = heldOutPairs(loaded, quick);
    const { name, seasonSteps } = set;
    console.log(`${name}: ${set.pairs.length} origins and series; seen by tuning: ${set.seen} …`);
    const { forecasts } = await runOurs(set, (pair) => limitOf(pair, seasonSteps));
    const pairs = forecasts.length;
    const shared = sharedCoverage(forecasts);
    const plain = coverageOf(forecasts);
    n[`${name}_pairs`] = pairs;
    n[`${name}_uncalibrated`] = forecasts.filter(({ champion }) => !champion.calibrated).length;
    n[`${name}_zeros_shared`] = shared.ties;
    n[`${name}_without_width`] = shared.withoutWidth;
    for (const [level, { inside, judged }] of Object.entries(shared.levels)) {
      const wanted = Number(level) / 100;
      const share = inside / judged;
      const [low, high] = pairs >= ENOUGH_PAIRS ? [wanted - WITHIN, wanted + WITHIN] : boundsOf(pairs, wanted);
      n[`${name}_outcomes`] = judged;
      figures[`${name}_${level}`] = rounded(share);
      figures[`${name}_${level}_asked`] = `${rounded(low)} to ${rounded(high)}`;
      figures[`${name}_${level}_zeros_inside`] = rounded((plain[level]?.hit ?? 0) / (plain[level]?.n ?? 1));
      if (share < low || share > high) outside.push(`${name} ${level}`);
    }
    for (const part of ['nov_dec', 'jan_feb']) {
      const own = forecasts.filter(({ pair }) => set.partOfYear?.(pair.origin) === part);
      if (own.length === 0) continue;
      n[`${name}_${part}_pairs`] = own.length;
      for (const [level, { inside, judged }] of Object.entries(sharedCoverage(own).levels))
        figures[`${name}_${part}_${level}`] = rounded(inside / judged);
    }
    const breach = breachSkill(set, forecasts);
    n[`${name}_breach_shown`] = breach.judged;
    n[`${name}_breach_events`] = breach.events;
    n[`${name}_breach_not_shown`] = breach.notShown;
    if (breach.skill === undefined) continue;
    figures[`${name}_brier_skill`] = rounded(breach.skill);
    skills.push(breach.skill);
  }
  n['levels_outside'] = outside.length;
  return {
    name: 'coverage',
    figures: { brier_skill: rounded(Math.min(...skills)), outside: outside.join(', ') || 'none', ...figures },
    ratios: {},
    n,
    machine: at,
  };
}
