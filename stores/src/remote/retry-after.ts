/** No server makes us wait longer than this, in ms. */
const LONGEST_MS = 3_600_000;

/** What `Retry-After` asks for, in ms: it holds seconds or a date (RFC 9110, 10.2.3). Undefined where it says nothing that can be read. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
