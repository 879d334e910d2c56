/** Time inside Wellhead: instants of readings are nanoseconds since the Unix epoch (bigint); everything else is milliseconds. */

export const NS_PER_MS = 1_000_000n;
export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

/** Whole milliseconds to nanoseconds. */
export const nsFromMs = (ms: number): bigint => BigInt(Math.round(ms)) * NS_PER_MS;

/** Nanoseconds to milliseconds, rounded towards the past. */
export const msFromNs = (ns: bigint): number => {
  const ms = ns / NS_PER_MS;
  return Number(ns < 0n && ns % NS_PER_MS !== 0n ? ms - 1n : ms);
};

/** The clock a module is given; tests pass a fixed one. Milliseconds since the epoch. */
export type Clock = () => number;

/** `YYYY-MM-DD` of an instant in UTC. */
export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
