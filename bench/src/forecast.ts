import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { coverageOf, maseOf, medianOf, ratiosBy, ratioToNaive } from './forecast/accuracy.js';
import { birthPairs } from './forecast/sets/births.js';
import { runEts } from './forecast/ets.js';
import { flightPairs } from './forecast/sets/flights.js';
import { runOurs, type OurForecast } from './forecast/ours.js';
import type { Pair } from './forecast/pairs.js';

/**
 * Forecasts with intervals and back-test, on origins that no tuning touched: time a series beside R's ets (which makes no back-test), error beside
 * seasonal naive, realised coverage. Method: forecast/README.md.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const figures: Record<string, number> = {};
  const n: Record<string, number> = {};
  const missing: string[] = [];
  const speeds: number[] = [];
  const all: OurForecast[] = [];
  const groups: { name: string; ratio: number }[] = [];
  const series: { name: string; ratio: number }[] = [];

  for (const set of [birthPairs(quick), await flightPairs(quick)]) {
    const { name, seasonSteps } = set;
    console.log(`${name}: ${set.pairs.length} origins and series …`);
    const ours = await runOurs(set);
    const ets = await runEts(set, quick ? 2 : 8);
    const again = await runOurs(set);
    const cpuMs = (ours.cpuMsASeries + again.cpuMsASeries) / 2;
    all.push(...ours.forecasts);
    figures[`${name}_cpu_ms_a_series`] = rounded(cpuMs);
    figures[`${name}_wall_ms_a_series`] = rounded((ours.wallMsASeries + again.wallMsASeries) / 2);
    n[`${name}_pairs`] = set.pairs.length;
    n[`${name}_calibrated`] = ours.forecasts.filter(({ champion }) => champion.calibrated).length;
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
    groups.push(...ratiosBy(ours.forecasts, seasonSteps, ({ group }) => group));
    series.push(...ratiosBy(ours.forecasts, seasonSteps, (pair) => pair.series));

    if (ets.kind === 'missing') {
      missing.push(`R forecast::ets (Debian: r-cran-forecast), on ${name}: ${ets.reason}`);
      continue;
    }
    speeds.push(ets.cpuMsASeries / cpuMs);
    figures[`${name}_ets_cpu_ms_a_series`] = rounded(ets.cpuMsASeries);
    figures[`${name}_ets_wall_ms_a_series`] = rounded(ets.wallMsASeries);
    figures[`${name}_ets_mase`] = rounded(maseOf(ets.pairs, ets.means, seasonSteps));
    const same = ets.pairs.map((pair) => medianOfPair(ours.forecasts, pair));
    figures[`${name}_mase_on_the_series_of_ets`] = rounded(maseOf(ets.pairs, same, seasonSteps));
    n[`${name}_ets_series`] = ets.pairs.length;
  }

  const worst = largest(groups);
  const worstSeries = largest(series);
  n['series'] = series.length;
  n['series_above_naive'] = series.filter(({ ratio }) => ratio > 1).length;
  const coverage = coverageOf(all);
  for (const [level, { hit, n: judged }] of Object.entries(coverage))
    figures[`coverage_${level}`] = rounded(hit / judged);
  n['coverage'] = coverage['80']?.n ?? 0;
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
    },
    n,
    machine: at,
    ...(missing.length > 0 ? { missing } : {}),
  };
}

const medianOfPair = (forecasts: readonly OurForecast[], pair: Pair): ArrayLike<number> => {
  const forecast = forecasts.find((one) => one.pair === pair);
  return forecast ? medianOf(forecast) : [];
};

const largest = (ratios: readonly { name: string; ratio: number }[]): { name: string; ratio: number } =>
  ratios.reduce((worst, one) => (one.ratio > worst.ratio ? one : worst), { name: '', ratio: 0 });
