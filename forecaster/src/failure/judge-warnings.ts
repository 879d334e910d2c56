/** One well as a rule saw it: on which days it spoke, and when the pump failed. */
export interface JudgedWell {
  readonly runningDays: number;
  /** In order; days on which the rule says that the pump will fail. */
  readonly alarmDays: readonly number[];
  readonly failureDays: readonly number[];
}

export interface WarningScore {
  readonly warnings: number;
  readonly failures: number;
  /** Warnings that a failure followed within the horizon, of all warnings; undefined without any. */
  readonly precision: number | undefined;
  /** Failures that a warning came before, of all failures. */
  readonly recall: number | undefined;
  readonly falseAlarmsAWellYear: number;
  /** Median days from the first warning within the horizon to the failure. */
  readonly leadDays: number | undefined;
}

/** A rule that falls silent for fewer days than this is still giving the same warning. */
const SAME_WARNING_DAYS = 14;

/** What a field crew would see: warnings, not days. A warning goes on while the rule speaks; it was right when the pump failed within the horizon of its start. */
export function judgeWarnings(wells: readonly JudgedWell[], withinDays: number): WarningScore {
  let warnings = 0;
  let right = 0;
  let failures = 0;
  let caught = 0;
  let days = 0;
  const leads: number[] = [];
  for (const { runningDays, alarmDays, failureDays } of wells) {
    days += runningDays;
    failures += failureDays.length;
    let last = -Infinity;
    for (const day of alarmDays) {
      const failedSince = failureDays.some((failure) => failure > last && failure <= day);
      if (day - last > SAME_WARNING_DAYS || failedSince) {
        warnings += 1;
        if (failureDays.some((failure) => failure > day && failure - day <= withinDays)) right += 1;
      }
      last = day;
    }
    for (const failure of failureDays) {
      const first = alarmDays.find((day) => day < failure && failure - day <= withinDays);
      if (first === undefined) continue;
      caught += 1;
      leads.push(failure - first);
    }
  }
  leads.sort((a, b) => a - b);
  return {
    warnings,
    failures,
    precision: warnings > 0 ? right / warnings : undefined,
    recall: failures > 0 ? caught / failures : undefined,
    falseAlarmsAWellYear: days > 0 ? ((warnings - right) / days) * 365 : 0,
    leadDays: leads[Math.floor(leads.length / 2)],
  };
}
