import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { coverageOf, maseOf, ratioToNaive, worstSeries } from './forecast/accuracy.js';
import { birthPairs } from './forecast/births.js';
import { runEts } from './forecast/ets.js';
import { flightPairs } from './forecast/flights.js';
import { runOurs, type OurForecast } from './forecast/ours.js';

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
  let worst = { series: '', ratio: 0 };

  for (const set of [birthPairs(quick), await flightPairs(quick)]) {
    const { name, seasonSteps } = set;
    console.log(`${name}: ${set.pairs.length} origins and series …`);
    const ours = await runOurs(set);
    const ets = await runEts(set, quick ? 2 : 8);
    const again = await runOurs(set);
    const msASeries = (ours.msASeries + again.msASeries) / 2;
    all.push(...ours.forecasts);
    figures[`${name}_ms_a_series`] = rounded(msASeries);
    n[`${name}_pairs`] = set.pairs.length;
    n[`${name}_calibrated`] = ours.forecasts.filter(({ champion }) => champion.calibrated).length;
    figures[`${name}_mase`] = rounded(
      maseOf(
        ours.forecasts.map(({ pair }) => pair),
        ours.forecasts.map(({ champion }) => champion.mean),
        seasonSteps,
      ),
    );
    figures[`${name}_mase_vs_naive`] = rounded(ratioToNaive(ours.forecasts, seasonSteps));
    for (const [level, { hit, n: judged }] of Object.entries(coverageOf(ours.forecasts)))
      figures[`${name}_coverage_${level}`] = rounded(hit / judged);
    const own = worstSeries(ours.forecasts, seasonSteps);
    if (own.ratio > worst.ratio) worst = own;

    if (ets.kind === 'missing') {
      missing.push(`R forecast::ets (Debian: r-cran-forecast), on ${name}: ${ets.reason}`);
      continue;
    }
    speeds.push(ets.msASeries / msASeries);
    figures[`${name}_ets_ms_a_series`] = rounded(ets.msASeries);
    figures[`${name}_ets_mase`] = rounded(maseOf(ets.pairs, ets.means, seasonSteps));
    const same = ets.pairs.map(
      (pair) => ours.forecasts.find((forecast) => forecast.pair === pair)?.champion.mean ?? [],
    );
    figures[`${name}_mase_on_the_series_of_ets`] = rounded(maseOf(ets.pairs, same, seasonSteps));
    n[`${name}_ets_series`] = ets.pairs.length;
  }

  const coverage = coverageOf(all);
  for (const [level, { hit, n: judged }] of Object.entries(coverage))
    figures[`coverage_${level}`] = rounded(hit / judged);
  n['coverage'] = coverage['80']?.n ?? 0;
  return {
    name: 'forecast',
    figures: { coverage: figures['coverage_80'] ?? Number.NaN, worst_series: worst.series, ...figures },
    ratios: {
      ...(speeds.length > 0 ? { ets_speed: rounded(Math.min(...speeds)) } : {}),
      mase_vs_naive_worst: rounded(worst.ratio),
    },
    n,
    machine: at,
    ...(missing.length > 0 ? { missing } : {}),
  };
}
