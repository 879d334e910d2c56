/** One well as a watcher saw it, in hours of its time. */
export interface WatchedWell {
  readonly hours: number;
  /** When it warned, in order. */
  readonly alarms: readonly number[];
  /** When the pump tripped, in order. */
  readonly failures: readonly number[];
}
export interface WarningFigures {
  readonly precision: number;
  readonly recall: number;
  readonly falseAlarmsPerWellYear: number;
  /** Median hours from the first warning within the horizon to the trip; undefined when none came before one. */
  readonly leadHours: number | undefined;
  readonly warnings: number;
  readonly failures: number;
}

/** An alarm after a shorter silence belongs to the same warning. */
const SAME_WARNING_HOURS = 24;
const YEAR_HOURS = 8_766;

/** As a crew counts: warnings, not readings. A warning is right when the pump trips within the horizon of its start. */
export function judgeHours(wells: readonly WatchedWell[], horizonHours: number): WarningFigures {
  let warnings = 0;
  let right = 0;
  let failures = 0;
  let hours = 0;
  const leads: number[] = [];
  for (const well of wells) {
    hours += well.hours;
    failures += well.failures.length;
    let last = Number.NEGATIVE_INFINITY;
    for (const alarm of well.alarms) {
      const trippedSince = well.failures.some((failure) => failure > last && failure <= alarm);
      if (alarm - last > SAME_WARNING_HOURS || trippedSince) {
        warnings += 1;
        if (well.failures.some((failure) => failure > alarm && failure - alarm <= horizonHours)) right += 1;
      }
      last = alarm;
    }
    for (const failure of well.failures) {
      const first = well.alarms.find((alarm) => alarm < failure && failure - alarm <= horizonHours);
      if (first !== undefined) leads.push(failure - first);
    }
  }
  leads.sort((a, b) => a - b);
  return {
    precision: warnings === 0 ? 0 : right / warnings,
    recall: failures === 0 ? 0 : leads.length / failures,
    falseAlarmsPerWellYear: hours === 0 ? 0 : ((warnings - right) / hours) * YEAR_HOURS,
    leadHours: leads[Math.floor(leads.length / 2)],
    warnings,
    failures,
  };
}
