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

export interface PumpHistory {
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
        yield `esp,asset=${id} ${values.join(',')} ${timeMs}`;
      }
  }
  return {
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
