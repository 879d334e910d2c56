import { MS_PER_HOUR, type Clock } from '@wellhead/contracts';
import { openCatalogue, type Jobs, type Stores } from '@wellhead/stores';
import { scoreVintages, type ScoringSummary } from './score-vintages.js';

const SCORE_QUEUE = 'forecast-score';
const EVERY_FIVE_MINUTES = '*/5 * * * *';

/** Judges open vintages every five minutes, and once an hour those that a correction may have changed. */
export async function scheduleScoring(
  stores: Pick<Stores, 'telemetry' | 'pool'>,
  jobs: Jobs,
  clock: Clock,
): Promise<void> {
  let correctedMs = Number.NEGATIVE_INFINITY;
  await jobs.work(
    SCORE_QUEUE,
    async (): Promise<ScoringSummary> => {
      const nowMs = clock();
      const signals = await openCatalogue(stores.pool).signals();
      const open = await scoreVintages(stores, signals, nowMs);
      if (nowMs - correctedMs < MS_PER_HOUR) return open;
      const corrected = await scoreVintages(stores, signals, nowMs, 'corrections');
      correctedMs = nowMs;
      return { judged: open.judged + corrected.judged, changed: open.changed + corrected.changed };
    },
    { pollSeconds: 10 },
  );
  await jobs.schedule(SCORE_QUEUE, EVERY_FIVE_MINUTES);
}
