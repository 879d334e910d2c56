import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import type { Measured } from './forecast-load/measure.js';
import { runOnChain } from './shop-chain/built-process.js';

/** As docker-compose.yml starts the forecaster, with what its image sets. */
const FLAGS = ['--max-semi-space-size=1', '--no-parallel-scavenge', '--heap-growing-percent=20'];
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536', MALLOC_MMAP_THRESHOLD_: '65536' };

/**
 * Delay of the event loop and resident memory of a process that forecasts many series at once, from the telemetry store (DuckDB) to vintages in
 * Postgres and their copy in telemetry: what a person notices who asks that process for something meanwhile.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const series = quick ? 100 : 1_000;
  console.log(`${series} daily series of three years are written and forecast …`);
  const measured = (await runOnChain(
    { shops: series, days: 3 * 364, horizonSteps: 28 },
    { entry: 'bench/src/forecast-load/measure.ts', flags: FLAGS, environment: ENVIRONMENT },
  )) as Measured;
  if (measured.forecasts !== series) throw new Error(`${measured.forecasts} of ${series} series were forecast`);
  return {
    name: 'forecast-load',
    figures: {
      loop_delay_p99_ms: rounded(measured.delayP99Ms),
      loop_delay_max_ms: rounded(measured.delayMaxMs),
      ...(measured.turnCpuP99Ms === undefined ? {} : { turn_cpu_p99_ms: rounded(measured.turnCpuP99Ms) }),
      ...(measured.turnCpuMaxMs === undefined ? {} : { turn_cpu_max_ms: rounded(measured.turnCpuMaxMs) }),
      rss_mb: rounded(measured.rssMb),
      rss_before_mb: rounded(measured.rssBeforeMb),
      seconds: rounded(measured.seconds),
    },
    ratios: {},
    n: { series, delays: measured.delays },
    machine: at,
  };
}
