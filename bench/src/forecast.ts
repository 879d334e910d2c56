import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { coverageOf, maseOf, medianOf, ratiosBy, ratioToNaive } from './forecast/accuracy.js';
import { besidePeers } from './forecast/beside-peers.js';
import { runOurs, type OurForecast } from './forecast/ours.js';
import { heldOutPairs } from './forecast/pairs.js';
import { allSets } from './forecast/sets/all-sets.js';

/**
 * Forecasts with intervals and back-test, on origins that no tuning touched: error beside R's ets and auto.arima, statsmodels and seasonal
 * naive, time a series beside ets (which makes no back-test), realised coverage. Method: forecast/README.md.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const figures: Record<string, number | string> = {};
  const n: Record<string, number> = {};
  const missing: string[] = [];
  const all: OurForecast[] = [];
  const groups: { name: string; ratio: number }[] = [];
  const series: { name: string; ratio: number }[] = [];
  const toPeers = new Map<string, number[]>();
  const speeds: number[] = [];

  for await (const loaded of allSets(quick)) {
    const set = heldOutPairs(loaded, quick);
    const { name, seasonSteps } = set;
    console.log(`${name}: ${set.pairs.length} origins and series; seen by tuning: ${set.seen} …`);
    const ours = await runOurs(set);
    const { ran, missing: absent } = await besidePeers(set, ours.forecasts, quick);
    const again = await runOurs(set);
    const cpuMs = (ours.cpuMsASeries + again.cpuMsASeries) / 2;
    missing.push(...absent);
    all.push(...ours.forecasts);
    figures[`${name}_cpu_ms_a_series`] = rounded(cpuMs);
    figures[`${name}_wall_ms_a_series`] = rounded((ours.wallMsASeries + again.wallMsASeries) / 2);
    figures[`${name}_mase`] = rounded(
      maseOf(
        ours.forecasts.map(({ pair }) => pair),
        ours.forecasts.map(medianOf),
        seasonSteps,
      ),
    );
    figures[`${name}_mase_vs_naive`] = rounded(ratioToNaive(ours.forecasts, seasonSteps));
    for (const [level, { hit, n: judged }] of Object.entries(coverageOf(ours.forecasts)))
      figures[`${name}_coverage_${level}`] = rounded(hit / judged);
    n[`${name}_pairs`] = set.pairs.length;
    n[`${name}_calibrated`] = ours.forecasts.filter(({ champion }) => champion.calibrated).length;
    for (const { peer, pairs, mase, ourMase, ...time } of ran) {
      const key = peer.replace('.', '_');
      toPeers.set(key, [...(toPeers.get(key) ?? []), ourMase / mase]);
      figures[`${name}_${key}_mase_ratio`] = rounded(ourMase / mase);
      figures[`${name}_${key}_mase`] = rounded(mase);
      figures[`${name}_${key}_cpu_ms_a_series`] = rounded(time.cpuMsASeries);
      n[`${name}_${key}_pairs`] = pairs;
      if (key === 'ets') {
        // As long as the figure exists it was that of these two sets; the others are beside it.
        if (name === 'births' || name === 'flights') speeds.push(time.cpuMsASeries / cpuMs);
        figures[`${name}_ets_speed`] = rounded(time.cpuMsASeries / cpuMs);
      }
    }
    groups.push(...ratiosBy(ours.forecasts, seasonSteps, ({ group }) => group));
    series.push(...ratiosBy(ours.forecasts, seasonSteps, (pair) => pair.series));
  }

  const worst = largest(groups);
  const worstSeries = largest(series);
  n['series'] = series.length;
  n['series_above_naive'] = series.filter(({ ratio }) => ratio > 1).length;
  const coverage = coverageOf(all);
  for (const [level, { hit, n: judged }] of Object.entries(coverage))
    figures[`coverage_${level}`] = rounded(hit / judged);
  n['coverage'] = coverage['80']?.n ?? 0;
  const peerRatios = [...toPeers].flatMap(([peer, ratios]) => [
    [`${peer}_mase_geomean`, rounded(geometricMean(ratios))],
    [`${peer}_mase_worst`, rounded(Math.max(...ratios))],
  ]);
  return {
    name: 'forecast',
    figures: {
      coverage: figures['coverage_80'] ?? Number.NaN,
      worst_group: worst.name,
      worst_series: worstSeries.name,
      worst_series_mase_vs_naive: rounded(worstSeries.ratio),
      ...figures,
    },
    ratios: {
      ...(speeds.length > 0 ? { ets_speed: rounded(Math.min(...speeds)) } : {}),
      mase_vs_naive_worst: rounded(worst.ratio),
      ...(Object.fromEntries(peerRatios) as Record<string, number>),
    },
    n,
    machine: at,
    ...(missing.length > 0 ? { missing } : {}),
  };
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

const largest = (ratios: readonly { name: string; ratio: number }[]): { name: string; ratio: number } =>
  ratios.reduce((worst, one) => (one.ratio > worst.ratio ? one : worst), { name: '', ratio: 0 });
