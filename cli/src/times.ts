import { wrongUse } from './failure.js';

/** A point in time as people write it: RFC 3339, a day (00:00 UTC), or ms since 1970. */
export function timeMsOf(option: string, text: string): number {
  const ms = /^\d{10,16}$/.test(text) ? Number(text) : /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw wrongUse(
      `--${option}: found “${text}”, expected a time such as 2026-03-01 or 2026-03-01T06:30:00Z (UTC), or ms since 1970.`,
    );
  return ms;
}

export const timeText = (ms: number): string => new Date(ms).toISOString();
