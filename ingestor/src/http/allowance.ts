import type { TokenLimits } from '@wellhead/contracts';

/** What keeps a token from sending now: which limit, and when it may again, in seconds. */
export interface Wait {
  readonly limit: keyof TokenLimits;
  readonly allowed: number;
  readonly seconds: number;
}

/** What a token may still send. */
export interface Allowance {
  /** Undefined if a request may come in. What it costs is known afterwards: a large one is let in and paid off before the next. */
  wait(): Wait | undefined;
  spend(lines: number, bytes: number, requests?: number): void;
  /** Takes over limits that were changed, keeping what was spent. */
  change(limits: TokenLimits): void;
}

const DAY_MS = 86_400_000;

/** Limits of one token in one ingestor. `linesToday` is what was written down of the day so far. */
export function openAllowance(given: TokenLimits, linesToday: number, clock: () => number): Allowance {
  let limits = given;
  let day = Math.floor(clock() / DAY_MS);
  let linesOfDay = linesToday;
  const requests = openBucket(clock);
  const lines = openBucket(clock);
  const bytes = openBucket(clock);

  function turnDay(): void {
    const today = Math.floor(clock() / DAY_MS);
    if (today === day) return;
    day = today;
    linesOfDay = 0;
  }

  return {
    wait() {
      for (const [limit, bucket] of [
        ['requestsPerSecond', requests],
        ['linesPerSecond', lines],
        ['bytesPerSecond', bytes],
      ] as const) {
        const allowed = limits[limit];
        const seconds = allowed === undefined ? 0 : bucket.secondsUntilPaid(allowed);
        if (allowed !== undefined && seconds > 0) return { limit, allowed, seconds };
      }
      const { linesPerDay } = limits;
      if (linesPerDay === undefined) return undefined;
      turnDay();
      if (linesOfDay < linesPerDay) return undefined;
      return { limit: 'linesPerDay', allowed: linesPerDay, seconds: ((day + 1) * DAY_MS - clock()) / 1_000 };
    },
    spend(lineCount, byteCount, requestCount = 1) {
      requests.spend(requestCount, limits.requestsPerSecond);
      lines.spend(lineCount, limits.linesPerSecond);
      bytes.spend(byteCount, limits.bytesPerSecond);
      turnDay();
      linesOfDay += lineCount;
    },
    change(changed) {
      limits = changed;
    },
  };
}

/** A debt that is paid off at a rate. One second's worth may be spent at once. */
function openBucket(clock: () => number): {
  spend(amount: number, perSecond: number | undefined): void;
  secondsUntilPaid(perSecond: number): number;
} {
  let owed = 0;
  let atMs = clock();
  const settle = (perSecond: number): void => {
    const nowMs = clock();
    owed = Math.max(0, owed - ((nowMs - atMs) / 1_000) * perSecond);
    atMs = nowMs;
  };
  return {
    spend(amount, perSecond) {
      if (perSecond === undefined) return;
      settle(perSecond);
      owed += amount;
    },
    secondsUntilPaid(perSecond) {
      settle(perSecond);
      return owed < perSecond ? 0 : (owed - perSecond) / perSecond || 1 / perSecond;
    },
  };
}
