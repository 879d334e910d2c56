import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@wellhead/contracts';

/**
 * A cron expression (UTC) that fires at least as often as the schedule asks, as evenly as cron can: minutes that divide an
 * hour, hours that divide a day, else a day. Nightly runs start at 02:15, when the day before has been fed.
 */
export function cronOf(scheduleMs: number): string {
  if (scheduleMs < MS_PER_HOUR) {
    const minutes = largestDivisor(60, Math.floor(scheduleMs / MS_PER_MINUTE));
    return minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
  }
  if (scheduleMs < MS_PER_DAY) {
    const hours = largestDivisor(24, Math.floor(scheduleMs / MS_PER_HOUR));
    return hours === 1 ? '5 * * * *' : `5 */${hours} * * *`;
  }
  return '15 2 * * *';
}

/** The largest divisor of `whole` that is not above `most`; 1 at least. */
function largestDivisor(whole: number, most: number): number {
  for (let divisor = Math.min(whole, most); divisor > 1; divisor -= 1) if (whole % divisor === 0) return divisor;
  return 1;
}
