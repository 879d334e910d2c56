import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@wellhead/contracts';
import type { Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { openScoringThread } from './score-in-thread.js';
import { openReadingsWatch } from './watch-readings.js';

export interface AnomalyWatchOptions {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly log: Logger;
  readonly clock: Clock;
}

/** From the beginning of one look for the newest readings to that of the next, and the least pause between two: the store has others to answer. */
const NEWEST_EVERY_MS = 400;
const LEAST_PAUSE_MS = 100;
/** Pause between two looks for late ones and new series. */
const PAST_PAUSE_MS = 5_000;
/** A look at the past reads a part of it of every series: where that takes long, the next one waits so many times as long, but no longer than this. */
const PAST_PAUSE_LOOKS = 5;
const LONGEST_PAST_PAUSE_MS = 30_000;

/**
 * Scores readings as they arrive, until closed. The store is what is watched: it is the one place where every shape of Wellhead sees all readings,
 * whoever took them in.
 */
export async function startAnomalyWatch({
  stores,
  log,
  clock,
}: AnomalyWatchOptions): Promise<{ close(): Promise<void> }> {
  const scorer = openScoringThread();
  const watch = await openReadingsWatch({ stores, scorer, clock });
  const closing = new AbortController();
  let failing = false;

  async function run(): Promise<void> {
    let nextPastAt = Number.NEGATIVE_INFINITY;
    while (!closing.signal.aborted) {
      const startedAt = performance.now();
      try {
        const past = startedAt >= nextPastAt;
        await watch.look(past ? 'past' : 'newest');
        if (past) nextPastAt = performance.now() + pauseAfter(performance.now() - startedAt);
        if (failing) log.info('anomaly scores resumed');
        failing = false;
      } catch (error) {
        if (!failing && !closing.signal.aborted) log.warn({ err: error }, 'anomaly scores wait');
        failing = true;
      }
      const pauseMs = Math.max(LEAST_PAUSE_MS, NEWEST_EVERY_MS - (performance.now() - startedAt));
      await delay(failing ? PAST_PAUSE_MS : pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }
  const running = run();

  return {
    async close() {
      closing.abort();
      await running;
      await scorer.close();
    },
  };
}

const pauseAfter = (lookMs: number): number =>
  Math.min(LONGEST_PAST_PAUSE_MS, Math.max(PAST_PAUSE_MS, PAST_PAUSE_LOOKS * lookMs));
