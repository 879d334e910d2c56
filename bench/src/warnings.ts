import { fileURLToPath } from 'node:url';
import { loadPack } from '@wellhead/stores';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { judgeHours, type WarningFigures } from './warnings/judge.js';
import { DAY, HOUR, simulateBenchWell, TURN_DAYS, type BenchWell } from './warnings/simulated-wells.js';
import { anomalyAlarms, breachAlarms, failureAlarms, type TmsLimits } from './warnings/watchers.js';

/** Nothing was tuned on the wells of the last one; the demo has another seed. */
const SEEDS = { learnt: [41_001, 41_002], heldOut: 77_777 };
const STEP_MS = 600_000;
const HORIZON_HOURS = 168;

/** Warnings of breach predictions, anomaly scores and the failure forecast on SIMULATED wells with faults at known times; figures of each, and of all together. */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const { manifest } = await loadPack(fileURLToPath(new URL('../../packs/oil-wells', import.meta.url)));
  const limits: TmsLimits = manifest.limits.filter(
    ({ asset, measurement }) => asset === 'esp-301' && measurement === 'tms',
  );
  const fields = [...new Set(limits.map(({ field }) => field))];
  const count = quick ? 6 : 12;
  const days = TURN_DAYS * (quick ? 1 : 2);
  const wells = (seed: number, many: number, length: number, stepMs: number): BenchWell[] =>
    Array.from({ length: many }, (_, place) => simulateBenchWell(seed, place, length, stepMs));
  const heldOut = wells(SEEDS.heldOut, count, days, STEP_MS);
  const trips = heldOut.map(({ trips }) => trips.map(({ failsMs }) => failsMs / HOUR));
  const learntFrom = quick ? 24 : 80;
  const found = {
    breach: await breachAlarms(heldOut, limits, 24),
    anomaly: await anomalyAlarms(heldOut, limits),
    failure: await failureAlarms(
      {
        learnt: SEEDS.learnt.flatMap((seed) => wells(seed, learntFrom, 4 * TURN_DAYS, HOUR)),
        heldOut,
      },
      fields,
    ),
  };
  const together = heldOut.map((_, well) =>
    Object.values(found)
      .flatMap((alarms) => alarms[well] ?? [])
      .sort((a, b) => a - b),
  );
  const judged = (alarms: readonly (readonly number[])[]): WarningFigures =>
    judgeHours(
      heldOut.map((well, place) => ({
        hours: (well.days * DAY) / HOUR,
        alarms: alarms[place] ?? [],
        failures: trips[place] ?? [],
      })),
      HORIZON_HOURS,
    );
  const all = judged(together);
  return {
    name: 'warnings',
    figures: {
      data: 'simulated',
      ...told('', all),
      ...Object.assign({}, ...Object.entries(found).map(([name, alarms]) => told(`${name}_`, judged(alarms)))),
      precision_by_chance: rounded(HORIZON_HOURS / 24 / TURN_DAYS),
    },
    ratios: { precision_to_chance: rounded((all.precision * TURN_DAYS * 24) / HORIZON_HOURS) },
    n: {
      held_out_wells: count,
      days,
      failures: all.failures,
      sudden: heldOut.flatMap((well) => well.trips).filter(({ kind }) => kind === 'sudden').length,
    },
    machine: at,
  };
}

const told = (prefix: string, score: WarningFigures): Record<string, number | string> => ({
  [`${prefix}precision`]: rounded(score.precision),
  [`${prefix}recall`]: rounded(score.recall),
  [`${prefix}false_alarms_per_well_year`]: rounded(score.falseAlarmsPerWellYear),
  [`${prefix}lead_h_p50`]: score.leadHours === undefined ? 'none' : rounded(score.leadHours),
  [`${prefix}warnings`]: score.warnings,
});
