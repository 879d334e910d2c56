import { ownForecast, type Candidate, type NoVerdict, type Verdict } from '../domain/champion.js';
import { reconcileLeaves, type Member, type SumMember } from '../domain/reconcile.js';
import type { RollingForecast } from '../domain/rolling.js';
import type { BatchRequest, BatchSeries } from './forecast-batch.js';

/**
 * Reconciled forecasts by place of the leaf, of the families for which reconciling was better in the back-test than adding up. Families of which a part
 * or a sum could not be forecast on its own are left out.
 */
export function reconcileFamilies(
  { series, shape }: BatchRequest,
  candidates: readonly (readonly Candidate[])[],
  verdicts: ReadonlyMap<number, Verdict | NoVerdict>,
): ReadonlyMap<number, RollingForecast> {
  const reconciled = new Map<number, RollingForecast>();
  for (const { leaves, sums } of familiesOf(series)) {
    const parts = leaves.flatMap((at): Member[] => {
      const verdict = verdicts.get(at);
      return verdict?.kind === 'judged' ? [memberOf(series[at] as BatchSeries, verdict.champion.rolling)] : [];
    });
    const totals = sums.flatMap((at): SumMember[] => {
      const one = series[at] as BatchSeries;
      const rolling = ownForecast(candidates[at] ?? [], { ...shape, ...one });
      return rolling ? [{ ...memberOf(one, rolling), leaves: one.leaves.map((leaf) => leaves.indexOf(leaf)) }] : [];
    });
    if (parts.length < leaves.length || totals.length < sums.length) continue;
    reconcileLeaves({ leaves: parts, sums: totals, cycleSteps: shape.cycleSteps })?.forEach((rolling, at) =>
      reconciled.set(leaves[at] as number, rolling),
    );
  }
  return reconciled;
}

const memberOf = ({ values, nonNegative }: BatchSeries, rolling: RollingForecast): Member => ({
  values,
  nonNegative,
  rolling,
});

interface Places {
  readonly leaves: readonly number[];
  readonly sums: readonly number[];
}

/** Sums that share leaves, with all their leaves. */
function familiesOf(series: readonly BatchSeries[]): readonly Places[] {
  const families: { leaves: Set<number>; sums: number[] }[] = [];
  series.forEach(({ leaves }, at) => {
    if (leaves.length === 0) return;
    const met = families.filter((family) => leaves.some((leaf) => family.leaves.has(leaf)));
    const joined = {
      leaves: new Set([...met.flatMap((family) => [...family.leaves]), ...leaves]),
      sums: [...met.flatMap(({ sums }) => sums), at],
    };
    for (const family of met) families.splice(families.indexOf(family), 1);
    families.push(joined);
  });
  return families.map(({ leaves, sums }) => ({ leaves: [...leaves], sums }));
}
