/** Days of the simulator are counted from 1970-01-01, UTC. */
const MS_PER_DAY = 86_400_000;
const MS_PER_HOUR = 3_600_000;

/** Trucks that are late: what warnings are measured against. */
export interface LateTrucks {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Every eleventh day the trucks of the first depot stand in a jam from 09:00 to 17:00. */
const EVERY_DAYS = 11;
const REMAINDER = 4;

export const lateTrucksOn = (day: number): LateTrucks | undefined =>
  day % EVERY_DAYS === REMAINDER
    ? { fromMs: day * MS_PER_DAY + 9 * MS_PER_HOUR, toMs: day * MS_PER_DAY + 17 * MS_PER_HOUR }
    : undefined;

/** The times at which trucks were late, in order. */
export function lateTrucks(fromMs: number, toMs: number): readonly LateTrucks[] {
  const found: LateTrucks[] = [];
  for (let day = Math.floor(fromMs / MS_PER_DAY); day * MS_PER_DAY < toMs; day += 1) {
    const fault = lateTrucksOn(day);
    if (fault && fault.toMs > fromMs && fault.fromMs < toMs) found.push(fault);
  }
  return found;
}
