import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { openSeriesTimer } from './forecast-speed/time-series.js';
import { trainOnShops } from './forecast-speed/train.js';
import type { WholeRun } from './forecast-speed/whole-run.js';
import { ETS, runPeer } from './forecast/peers/peer.js';
import { heldOutPairs } from './forecast/pairs.js';
import { allSets } from './forecast/sets/all-sets.js';
import { runOnChain } from './shop-chain/built-process.js';

/**
 * Fit, forecast, back-test and intervals a series in batch, beside R's ets and augurs (which make no back-test); and a whole run of 10,000
 * daily series of two years, from reading to committed. Method: forecast-speed/README.md.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const figures: Record<string, number> = {};
  const n: Record<string, number> = {};
  const missing: string[] = [];
  const toEts: number[] = [];
  const toAugurs: number[] = [];
  const timer = await openSeriesTimer();
  for await (const loaded of allSets(true)) {
    const set = heldOutPairs(loaded, quick);
    const { name } = set;
    console.log(`${name}: ${set.pairs.length} series …`);
    const { oursMs: ours, augursMs } = await timer.time(set, quick ? 5 : 20);
    const ets = await runPeer(ETS, set, quick ? 3 : 8);
    n[`${name}_series`] = set.pairs.length;
    figures[`${name}_ours_ms`] = rounded(ours);
    figures[`${name}_augurs_ms`] = rounded(augursMs);
    figures[`${name}_over_augurs`] = rounded(augursMs / ours);
    toAugurs.push(augursMs / ours);
    if (ets.kind === 'missing') {
      missing.push(`${ETS.from}, on ${name}: ${ets.reason}`);
      continue;
    }
    figures[`${name}_ets_ms`] = rounded(ets.cpuMsASeries);
    figures[`${name}_over_ets`] = rounded(ets.cpuMsASeries / ours);
    toEts.push(ets.cpuMsASeries / ours);
  }
  await timer.close();

  const series = quick ? 1_000 : 10_000;
  console.log(`${series} daily series of two years, from reading to committed …`);
  const whole = (await runOnChain(
    { shops: series, days: 730, horizonSteps: 7 },
    { entry: 'bench/src/forecast-speed/whole-run.ts' },
  )) as WholeRun;
  console.log('Global networks are trained …');
  const mlp = await trainOnShops('mlp');
  const nBeats = await trainOnShops('n-beats');
  n['train_windows'] = nBeats.windows;
  n['run_series'] = series;
  n['run_committed'] = whole.committed;
  return {
    name: 'forecast-speed',
    figures: {
      [`series_${series}_s`]: rounded(whole.seconds),
      [`series_${series}_cpu_s`]: rounded(whole.cpuSeconds),
      [`series_${series}_load`]: rounded(whole.load),
      train_s: rounded(Math.max(mlp.seconds, nBeats.seconds)),
      train_mlp_s: rounded(mlp.seconds),
      train_n_beats_s: rounded(nBeats.seconds),
      ...figures,
    },
    ratios: {
      ...(toEts.length > 0 ? { ets: rounded(geometricMean(toEts)), ets_smallest: rounded(Math.min(...toEts)) } : {}),
      augurs: rounded(geometricMean(toAugurs)),
      augurs_smallest: rounded(Math.min(...toAugurs)),
    },
    n,
    machine: at,
    ...(missing.length > 0 ? { missing } : {}),
  };
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
