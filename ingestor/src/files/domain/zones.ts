/** Turns a wall clock reading (ms since 1970 as if it were UTC) of a zone into an instant (ms); undefined for a time that the clocks skipped. */
export type ZoneClock = (wallMs: number) => number | undefined;

const HOUR_MS = 3_600_000;
/** Zones change their offset on a quarter of an hour at the earliest: offsets are remembered for one. */
const QUARTER_MS = 900_000;

/** The clock of an IANA zone. Of a time that the clocks showed twice, the first is meant. */
export function openZoneClock(zone: string): ZoneClock {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (['UTC', 'Etc/UTC', 'GMT'].includes(parts.resolvedOptions().timeZone)) return (wallMs) => wallMs;

  const wallAt = (instantMs: number): number => {
    const found: Record<string, number> = {};
    let isBeforeChrist = false;
    for (const { type, value } of parts.formatToParts(instantMs)) {
      if (type === 'era') isBeforeChrist = value.startsWith('B');
      else found[type] = Number(value);
    }
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
    const date = new Date(0);
    date.setUTCFullYear(isBeforeChrist ? 1 - year : year, month - 1, day);
    return date.setUTCHours(hour, minute, second);
  };
  const offsetOf = (wallMs: number): number | undefined => {
    const whole = Math.floor(wallMs / 1_000) * 1_000;
    // No zone is further than a day from UTC: the offsets a day before and after are the only ones that can hold.
    const offsets = [-24, 24].map((hours) => {
      const instant = whole + hours * HOUR_MS;
      return wallAt(instant) - instant;
    });
    const holding = offsets.filter((offset) => wallAt(whole - offset) === whole);
    return holding.length === 0 ? undefined : Math.max(...holding);
  };

  let quarter = Number.NaN;
  let remembered: number | undefined;
  return (wallMs) => {
    const now = Math.floor(wallMs / QUARTER_MS);
    if (now !== quarter) {
      quarter = now;
      remembered = offsetOf(wallMs);
    }
    return remembered === undefined ? undefined : wallMs - remembered;
  };
}
