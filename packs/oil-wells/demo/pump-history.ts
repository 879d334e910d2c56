import { ESP_SIGNALS, simulateWells } from '../simulator/pumps/simulate-wells.js';

const MS_PER_DAY = 86_400_000;
const WELLS = 36;
/** Days go on from here, so that every start tells the same history, longer. */
const FIRST_DAY_MS = Date.UTC(2023, 0, 22);
const SEED = 20_261;

/** A repair as a record of the type maintenance_records. */
export interface RepairRow {
  readonly id: string;
  readonly well_id: string;
  readonly date: string;
  readonly kind: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly reason: string;
  readonly equipment: string;
  readonly description: string;
}

/** Three phases, at the usual voltage and power factor of these motors. */
const powerKw = (currentA: number): number => (Math.sqrt(3) * 1_120 * currentA * 0.84) / 1_000;

export interface PumpHistory {
  /** On which days the pump of each well stood, by place of the well: days since the first. */
  standsOn(well: number, dayMs: number): boolean;
  /** What the pump still gives, from what its discharge pressure has lost since it was new; 1 = all. */
  conditionOn(well: number, dayMs: number): number;
  /** Line protocol with times in ms, one line a well and day. */
  readonly lines: Iterable<string>;
  readonly repairs: readonly RepairRow[];
}

/** SIMULATED history of 36 wells with submersible pumps: daily means from 2023 on to the day before `untilMs`; lines of the days after `sinceMs` alone. */
export function pumpHistory({
  untilMs,
  sinceMs = 0,
}: {
  readonly untilMs: number;
  readonly sinceMs?: number | undefined;
}): PumpHistory {
  const days = Math.floor((untilMs - FIRST_DAY_MS) / MS_PER_DAY);
  const at = (day: number): string => new Date(FIRST_DAY_MS + day * MS_PER_DAY).toISOString();
  const wells = simulateWells({ seed: SEED, wells: WELLS, days }).map((well, place) => ({
    ...well,
    id: `esp-${301 + place}`,
  }));
  function* lines(): Generator<string> {
    for (const { id, signals } of wells)
      for (let day = 0; day < days; day += 1) {
        // Daily means stand at noon, inside of their day.
        const timeMs = FIRST_DAY_MS + (day + 0.5) * MS_PER_DAY;
        if (timeMs <= sinceMs) continue;
        const fields = ESP_SIGNALS.filter((name) => !Number.isNaN(signals[name][day]));
        if (fields.length === 0) continue;
        const values = fields.map((name) => `${name}=${(signals[name][day] as number).toFixed(4)}`);
        const current = signals.current[day] as number;
        if (!Number.isNaN(current)) values.push(`power=${powerKw(current).toFixed(3)}`);
        yield `esp,asset=${id} ${values.join(',')} ${timeMs}`;
      }
  }
  const dayOf = (dayMs: number): number => Math.floor((dayMs - FIRST_DAY_MS) / MS_PER_DAY);
  return {
    standsOn: (well, dayMs) =>
      (wells[well]?.repairs ?? []).some(
        ({ failedOnDay, runsAgainOnDay }) => dayOf(dayMs) >= failedOnDay && dayOf(dayMs) < runsAgainOnDay,
      ),
    conditionOn: (well, dayMs) => {
      const pressures = wells[well]?.signals.discharge_pressure;
      const day = dayOf(dayMs);
      const mean = (from: number, to: number): number => {
        const known = pressures?.subarray(Math.max(0, from), Math.max(0, to)).filter((value) => !Number.isNaN(value));
        return known && known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : Number.NaN;
      };
      const lost = mean(0, 60) - mean(day - 4, day + 1);
      return Number.isNaN(lost) ? 1 : Math.min(1.05, Math.max(0.4, 1 - lost / 60));
    },
    lines: lines(),
    repairs: wells.flatMap(({ id, repairs }) =>
      repairs.map(({ failedOnDay, runsAgainOnDay, cause }) => ({
        id: `${id}-${at(failedOnDay).slice(0, 10)}`,
        well_id: id,
        date: at(failedOnDay),
        kind: 'current',
        started_at: at(failedOnDay),
        finished_at: at(runsAgainOnDay),
        reason: cause,
        equipment: 'ESP',
        description: 'simulated',
      })),
    ),
  };
}
